using System.Text;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>Makes small documents: most of them well-formed, with something wrong in many, and some cut and stirred on the level of bytes.</summary>
internal sealed class DocumentGenerator
{
    private static readonly string[] Names =
        ["a", "b", "body", "message", "a-b.c_d", "_x", "é", "名前", "a\u00B7", "\u0250x", "\u2C00", "a\u203F", "\u0132", "\uD800\uDC00n", "xml", "xmlns"];

    private static readonly string[] BadNames = ["1a", "-a", "", "a b", "a:b:c", ":a", "a:", "a:1", "\u00D7", "\u00B7a", "a\u037E", "a\u2190", "\u0300", "a/", "a<"];
    private static readonly string[] Prefixes = ["p", "q", "stream", "é"];
    private static readonly string[] Spaces = ["urn:1", "urn:2", "urn:&#49;", "jabber:client", "http://etherx.jabber.org/streams", " urn:1", "urn:\t1"];

    private static readonly string[] BadSpaces = ["", "http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"];

    private static readonly string[] Texts =
    [
        "text", " ", "\n", "\r\n", "\r", "\t", "&lt;", "&gt;&amp;&apos;&quot;", "&#65;", "&#x41;", "&#xD;", "&#x1F600;", "é", "\U0001F600", "]", "]]",
        ">", "\"", "'", "\u0085", "\u2028", "\uFFFD", "\uFEFF", "\u007F", "=", "/",
    ];

    private static readonly string[] BadTexts =
    [
        "]]>", "&nbsp;", "&", "&;", "&#;", "&#x;", "&#0;", "&#xFFFE;", "&#xD800;", "&#x110000;", "&#X41;", "&lt", "& ", "\u0001", "\u000B", "\uFFFE", "\uFFFF",
        "<!--c-->", "<?pi?>", "<!DOCTYPE a>", "<![CDATA[", "<![cdata[x]]>", "<", "</", "</a>", "<>", "&#-1;", "&# 1;", "&#99999999999;", "\0",
    ];

    private static readonly string[] Declarations =
    [
        "<?xml version='1.0'?>", "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n", "<?xml version = '1.0' encoding='UTF-8' standalone='yes' ?>",
        "\uFEFF", "\uFEFF<?xml version='1.0'?>", "\n",
    ];

    private static readonly string[] BadDeclarations =
    [
        "<?xml?>", "<?xml version='1.1'?>", "<?xml version='2.0'?>", "<?xml encoding='utf-8'?>", "<?xml version='1.0' standalone='maybe'?>", "<?xml version='1.0'>",
        "<?xml version='1.0'encoding='utf-8'?>", " <?xml version='1.0'?>", "<?xml version='1.0' encoding='utf-8' encoding='utf-8'?>",
        "<?xml version='1.0' standalone='no' encoding='utf-8'?>", "<?XML version='1.0'?>", "<!DOCTYPE a>", "<!--c-->", "<?pi?>", "x", "<?xml version='1.0\"?>",
    ];

    private readonly Random _random;

    /// <summary>How many percent of the choices are wrong ones.</summary>
    private int _wrong;

    public DocumentGenerator(Random random) => _random = random;

    public byte[] Next()
    {
        _wrong = Chance(60) ? 0 : 4;
        var text = new StringBuilder();
        if (Chance(25))
        {
            text.Append(Pick(Declarations, BadDeclarations));
        }

        Element(text, depth: 0);
        text.Append(Chance(5) ? Pick(["\n", " \r\n\t"], ["x", "<b/>", "</a>", "&lt;", "<![CDATA[]]>", "<!--c-->", "<?pi?>", "\uFEFF"]) : "");
        byte[] document = Encoding.UTF8.GetBytes(text.ToString());
        return Chance(30) ? ByteMutator.Mutate(document, _random) : document;
    }

    /// <summary>An element that may stand in any document, mostly well-formed.</summary>
    public string Element()
    {
        _wrong = Chance(80) ? 0 : 4;
        var text = new StringBuilder();
        Element(text, depth: 0);
        return text.ToString();
    }

    private void Element(StringBuilder text, int depth)
    {
        string name = Name();
        text.Append('<').Append(name);
        int declarations = depth == 0 ? 3 : _random.Next(2);
        for (int i = 0; i < declarations; i++)
        {
            text.Append(' ').Append(Declaration(depth == 0 ? i : _random.Next(4))).Append('=').Append(Quoted(Pick(Spaces, BadSpaces)));
        }

        for (int i = _random.Next(3); i > 0; i--)
        {
            text.Append(Pick([" ", "\n", "  ", "\t"], ["", "/", "\u00A0"])).Append(AttributeName());
            text.Append(Pick(["=", "=", " = "], ["", "==", ":"])).Append(Quoted(Text(attribute: true)));
        }

        text.Append(Chance(3) ? " xmlns:xml='http://www.w3.org/XML/1998/namespace'" : "");
        text.Append(Pick(["", "", " ", "\r\n"], ["/", "x", "\""]));
        if (depth == 4 || Chance(20))
        {
            text.Append("/>");
            return;
        }

        text.Append('>');
        for (int i = _random.Next(4); i > 0; i--)
        {
            switch (_random.Next(5))
            {
                case 0:
                    text.Append("<![CDATA[").Append(Pick(["", "x", "<&>", "]", "]]", "\r\n", "]>"], ["]]>", "\u0001", "\uFFFE"])).Append("]]>");
                    break;
                case <= 2:
                    text.Append(Text(attribute: false));
                    break;
                default:
                    Element(text, depth + 1);
                    break;
            }
        }

        text.Append("</").Append(Wrong() ? Name() : name).Append(Pick(["", "", " "], ["x", " x", "/"])).Append('>');
    }

    private string Name() => (Chance(30) ? $"{Pick(Prefixes[..2], [.. Prefixes[2..], "xml", "xmlns", "unbound"])}:" : "") + Pick(Names, BadNames);

    private string AttributeName()
        => Chance(10) ? "xml:lang" : (Chance(30) ? $"{Pick(Prefixes[..2], [.. Prefixes[2..], "unbound"])}:" : "") + Pick([.. Names[..^2], "x", "y", "z"], BadNames);

    private string Declaration(int index) => index switch
    {
        0 => "xmlns",
        1 => "xmlns:p",
        2 => "xmlns:q",
        _ => "xmlns:" + Pick(Prefixes, ["xml", "xmlns", "", "a:b"]),
    };

    private string Quoted(string value)
    {
        char quote = value.Contains('\'', StringComparison.Ordinal) ? '"' : '\'';
        return Wrong() ? value : $"{quote}{value}{quote}";
    }

    private string Text(bool attribute)
    {
        string text = Pick(Texts, BadTexts) + Pick(Texts, BadTexts);
        return attribute && text.Contains('"', StringComparison.Ordinal) ? text.Replace('\'', ' ') : text;
    }

    private bool Wrong() => Chance(_wrong);

    private bool Chance(int percent) => _random.Next(100) < percent;

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];

    private string Pick(string[] right, string[] wrong) => Wrong() ? Pick(wrong) : Pick(right);
}
