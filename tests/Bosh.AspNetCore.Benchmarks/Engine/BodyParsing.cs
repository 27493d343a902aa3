using System.Text;
using System.Xml;
using BenchmarkDotNet.Attributes;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Benchmarks.Engine;

/// <summary>
/// A request body from its bytes to attributes, hash and payload, beside the platform's reader that only walks over the same bytes. That one is
/// made anew for each body, as it has to be, with settings that are made once.
/// </summary>
[Config(typeof(EngineConfig))]
public class BodyParsing : IMeasuresBytes
{
    private byte[] _body = [];

    /// <summary>What is in the body.</summary>
    [Params("empty", "one message", "20 stanzas", "60 kB of text", "60 kB of references", "60 kB of Cyrillic")]
    public string Content { get; set; } = "";

    /// <inheritdoc/>
    public int Bytes => _body.Length;

    /// <summary>Makes the body.</summary>
    [GlobalSetup]
    public void MakeBody()
    {
        string content = Content switch
        {
            "empty" => "",
            "one message" => Samples.Message(1),
            "20 stanzas" => string.Concat(Enumerable.Range(0, 20).Select(Samples.Message)),
            "60 kB of text" => Samples.Message(1, Samples.Words('a', 26, 60_000)),
            "60 kB of references" => Samples.Message(1, string.Concat(Enumerable.Repeat("Hello &amp; goodbye, ", 3000))),
            _ => Samples.Message(1, Samples.Words('а', 32, 30_000)),
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
    public int Parse() => BodyParser.Parse(_body, XmlLimits.Default, maxElements: 100).Payload.Length;

    /// <summary>The part of it that is no XML.</summary>
    /// <returns>The hash.</returns>
    [Benchmark]
    public ulong HashAlone() => (ulong)BodyHash.Of(_body);

    /// <summary>The part of it that the platform's reader does too: the tags of the body and the payloads are read, and what is in those is checked.</summary>
    /// <returns>The number of tokens that were read.</returns>
    [Benchmark]
    public int TokenizerAlone()
    {
        var reader = new XmlTokenizer(_body, XmlLimits.Default);
        return XmlChars.AreValid(_body) ? Samples.WalkOver(ref reader, depth: 2) : throw new InvalidOperationException();
    }

    /// <summary>The same, but that everything is read.</summary>
    /// <returns>The number of tokens.</returns>
    [Benchmark]
    public int TokenByToken()
    {
        var reader = new XmlTokenizer(_body, XmlLimits.Default);
        return XmlChars.AreValid(_body) ? Samples.WalkOver(ref reader, depth: int.MaxValue) : throw new InvalidOperationException();
    }

    /// <summary>Which does the work of the first one, but for the attributes and the hash.</summary>
    /// <returns>The length of the payload.</returns>
    [Benchmark]
    public int PlatformReaderAndWriter() => Samples.Relay(_body, isInside: true);

    /// <summary>The platform's reader, which passes over payloads too. It reads them all the same.</summary>
    /// <returns>The number of payloads.</returns>
    [Benchmark]
    public int PlatformReaderSkipping()
    {
        using var input = new MemoryStream(_body, writable: false);
        using var reader = XmlReader.Create(input, Samples.PlatformSettings);
        return Samples.SkipPayloads(reader);
    }

    /// <returns>The number of nodes.</returns>
    [Benchmark(Baseline = true)]
    public int PlatformReader()
    {
        using var input = new MemoryStream(_body, writable: false);
        using var reader = XmlReader.Create(input, Samples.PlatformSettings);
        return Samples.Walk(reader);
    }
}
