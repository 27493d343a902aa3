using System.Text;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>
/// A document as lines that say what it means and not how it is written: expanded names, attributes in a fixed order, text in one piece.
/// </summary>
internal sealed class EventList
{
    private readonly List<string> _events = [];
    private readonly StringBuilder _text = new();

    public static string Attribute(string space, string local, string value) => $" {{{space}}}{local}='{value}'";

    public void Start(string space, string local, List<string> attributes)
    {
        Flush();
        attributes.Sort(StringComparer.Ordinal);
        _events.Add($"<{{{space}}}{local}{string.Concat(attributes)}>");
    }

    public void End()
    {
        Flush();
        _events.Add("</>");
    }

    public void Text(string text) => _text.Append(text);

    public IReadOnlyList<string> ToList()
    {
        Flush();
        return _events;
    }

    private void Flush()
    {
        if (_text.Length > 0)
        {
            _events.Add($"text {_text}");
            _text.Clear();
        }
    }
}
