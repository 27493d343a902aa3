using System.Text;

namespace Bosh.AspNetCore.Benchmarks.Load;

/// <summary>A table in Markdown that reads well in a terminal too. The first two columns are words, the others are numbers.</summary>
internal sealed class Table
{
    private const int WordColumns = 2;

    private readonly List<string[]> _rows = [];

    public Table(params string[] titles) => _rows.Add(titles);

    public void Add(params string[] row) => _rows.Add(row);

    public override string ToString()
    {
        int[] widths = [.. Enumerable.Range(0, _rows[0].Length).Select(column => _rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        for (int i = 0; i < _rows.Count; i++)
        {
            Append(text, _rows[i], widths);
            if (i == 0)
            {
                IEnumerable<string> rules = widths.Select((width, column) => new string('-', width + 1) + (column < WordColumns ? '-' : ':'));
                text.Append('|').AppendJoin('|', rules).Append("|\n");
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string[] row, int[] widths)
    {
        for (int column = 0; column < row.Length; column++)
        {
            text.Append("| ").Append(column < WordColumns ? row[column].PadRight(widths[column]) : row[column].PadLeft(widths[column])).Append(' ');
        }

        text.Append("|\n");
    }
}
