using System.Text;
using System.Xml;
using BenchmarkDotNet.Attributes;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Benchmarks;

/// <summary>A request body from its bytes to attributes and payload, beside the platform's reader that only walks over the same bytes.</summary>
[MemoryDiagnoser]
public class BodyParsing
{
    private static readonly XmlReaderSettings PlatformSettings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    private byte[] _body = [];

    [Params("empty", "one message", "20 stanzas", "60 kB")]
    public string Content { get; set; } = "";

    [GlobalSetup]
    public void MakeBody()
    {
        string content = Content switch
        {
            "empty" => "",
            "one message" => Samples.Message(1),
            "20 stanzas" => string.Concat(Enumerable.Range(0, 20).Select(Samples.Message)),
            _ => $"<message xmlns='jabber:client' to='a@example.com'><body>{string.Concat(Enumerable.Repeat("Hello &amp; goodbye, ", 3000))}</body></message>",
        };
        _body = Encoding.UTF8.GetBytes(
            $"<body rid='1573741821' sid='0123456789abcdef0123456789abcdef' xmlns='http://jabber.org/protocol/httpbind'>{content}</body>");
        if (BodyParser.Parse(_body, XmlLimits.Default, maxElements: 100).Problem is string problem)
        {
            throw new InvalidOperationException(problem);
        }
    }

    /// <returns>The length of the payload.</returns>
    [Benchmark]
    public int BodyParserParse() => BodyParser.Parse(_body, XmlLimits.Default, maxElements: 100).Payload.Length;

    /// <returns>The number of nodes.</returns>
    [Benchmark(Baseline = true)]
    public int PlatformReader()
    {
        using var input = new MemoryStream(_body, writable: false);
        using var reader = XmlReader.Create(input, PlatformSettings);
        return Samples.Walk(reader);
    }
}
