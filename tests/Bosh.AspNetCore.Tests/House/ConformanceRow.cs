using System.Text.RegularExpressions;

namespace Bosh.AspNetCore.Tests.House;

/// <summary>One row of CONFORMANCE.md: a requirement of a specification, how it is met, and what proves it.</summary>
internal sealed partial record ConformanceRow(string Xep, string Section, string[] Cells)
{
    public string Id => Cells[0];

    public string Level => Cells[2];

    public string How => Cells[3];

    public string Test => Cells[4];

    public override string ToString() => Id;

    /// <summary>The rows of the table, each with the headings that it stands under.</summary>
    public static IReadOnlyList<ConformanceRow> ReadAll()
    {
        List<ConformanceRow> rows = [];
        string xep = "";
        string section = "";
        foreach (string line in File.ReadLines(Path.Combine(Repository.Library, "CONFORMANCE.md")))
        {
            if (XepHeading().Match(line) is { Success: true } specification)
            {
                xep = specification.Groups["number"].Value;
            }
            else if (SectionHeading().Match(line) is { Success: true } heading)
            {
                section = heading.Groups["number"].Value;
            }
            else if (line.StartsWith('|') && !line.StartsWith("| id ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal))
            {
                rows.Add(new ConformanceRow(xep, section, [.. line.Trim().Trim('|').Split('|').Select(c => c.Trim())]));
            }
        }

        return rows;
    }

    [GeneratedRegex(@"^## XEP-(?<number>\d{4}):", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex XepHeading();

    [GeneratedRegex(@"^#{3,4} (?<number>\d+(\.\d+)?) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SectionHeading();
}
