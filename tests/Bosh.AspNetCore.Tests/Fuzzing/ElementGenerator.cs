using System.Text;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>Makes elements that rely on declarations around them, declare some of their own, and hide others.</summary>
internal sealed class ElementGenerator
{
    private static readonly string[] Locals = ["message", "iq", "body", "query", "x", "features", "error", "stream"];
    private static readonly string[] Declarable = ["p", "q", "r", "stream"];
    private static readonly string[] Spaces = ["jabber:client", "urn:1", "urn:2", "http://etherx.jabber.org/streams", "urn:a&amp;b", "urn:&#x31;", "it&apos;s"];
    private static readonly string[] Texts = ["text", " ", "\n", "&lt;&amp;", "<![CDATA[<x>]]>", "é\U0001F600", "&#13;", "'\"", "&#x9;"];

    private readonly Random _random;
    private readonly bool _withPrefixes;

    /// <param name="random">The same seed makes the same elements.</param>
    /// <param name="withPrefixes">Whether names of elements may have prefixes; those of attributes may in any case.</param>
    public ElementGenerator(Random random, bool withPrefixes)
    {
        _random = random;
        _withPrefixes = withPrefixes;
    }

    public bool Chance(int percent) => _random.Next(100) < percent;

    public T Pick<T>(params T[] values) => values[_random.Next(values.Length)];

    /// <summary>Some declarations, none twice, as attributes; and the prefixes that they declare.</summary>
    public (string Attributes, string[] Prefixes) Declarations()
    {
        string[] prefixes = [.. Declarable.Where(_ => Chance(40))];
        string xml = Chance(10) ? " xmlns:xml='http://www.w3.org/XML/1998/namespace'" : "";
        return (xml + string.Concat(prefixes.Select(prefix => $" xmlns:{prefix}={Quoted(Pick(Spaces))}")), prefixes);
    }

    public string Element(string[] prefixes)
    {
        var text = new StringBuilder();
        Element(text, prefixes, depth: 0);
        return text.ToString();
    }

    private void Element(StringBuilder text, string[] outer, int depth)
    {
        (string declarations, string[] own) = Chance(30) ? Declarations() : ("", []);
        string[] prefixes = [.. outer.Union(own, StringComparer.Ordinal)];
        string name = (_withPrefixes && Chance(40) ? $"{Pick([.. prefixes, "xml"])}:" : "") + Pick(Locals);
        text.Append('<').Append(name);
        if (Chance(30))
        {
            text.Append(" xmlns=").Append(Quoted(Chance(20) ? "" : Pick(Spaces)));
        }

        text.Append(declarations);
        if (Chance(30))
        {
            text.Append(" id='1'");
        }

        if (prefixes.Length > 0 && Chance(30))
        {
            text.Append(' ').Append(Pick(prefixes)).Append(":a=").Append(Quoted(Pick("", "1", "&lt;&#10;", "é", "a\r\nb", "\t&#9;", " ]]&gt;")));
        }

        if (Chance(15))
        {
            text.Append(Pick(" xml:lang='de'", " xml:lang=''", " xml:space='preserve'", " xml:base=\"\"", " xml:lang = '&#100;e'"));
        }

        if (Chance(20))
        {
            text.Append(Pick("/>", " />"));
            return;
        }

        text.Append('>');
        for (int i = depth == 3 ? 0 : _random.Next(4); i > 0; i--)
        {
            if (Chance(40))
            {
                text.Append(Pick(Texts));
            }
            else
            {
                Element(text, prefixes, depth + 1);
            }
        }

        text.Append("</").Append(name).Append(Pick("", " ")).Append('>');
    }

    private string Quoted(string value) => Chance(50) ? $"'{value}'" : $"\"{value}\"";
}
