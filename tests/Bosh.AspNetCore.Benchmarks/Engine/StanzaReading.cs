using System.Text;
using System.Xml;
using BenchmarkDotNet.Attributes;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Benchmarks.Engine;

/// <summary>Single elements of a server, read strictly and made ready for the client, beside the platform's reader made anew for each.</summary>
[Config(typeof(EngineConfig))]
public class StanzaReading : IMeasuresBytes
{
    private byte[][] _elements = [];
    private StreamHeader _header = null!;

    /// <summary>What the server sends.</summary>
    [Params("100 messages", "100 presences", "1 MB element")]
    public string Content { get; set; } = "";

    /// <inheritdoc/>
    public int Bytes => _elements.Sum(element => element.Length);

    /// <summary>Makes the elements.</summary>
    [GlobalSetup]
    public void MakeElements()
    {
        IEnumerable<string> elements = Content switch
        {
            "100 messages" => Enumerable.Range(0, 100).Select(Samples.MessageFromServer),
            "100 presences" => Enumerable.Range(0, 100).Select(Samples.Presence),
            _ => [Samples.Roster(size: 1_000_000)],
        };
        _elements = [.. elements.Select(Encoding.UTF8.GetBytes)];
        _header = StreamHeader.Parse(Encoding.UTF8.GetBytes(Samples.StreamHeader), XmlLimits.Default)!;
    }

    /// <returns>The number of bytes for the client.</returns>
    [Benchmark]
    public int ServerElementRead()
    {
        int length = 0;
        foreach (byte[] text in _elements)
        {
            XmlFault fault = ServerElement.Read(text, _header, clientLang: null, XmlLimits.Default, out ServerElement element);
            length += fault.IsNone ? element.Length : throw new InvalidOperationException(fault.ToString());
        }

        return length;
    }

    /// <summary>Which does the work of the first one, but for the declarations that have to be added.</summary>
    /// <returns>The number of bytes for the client.</returns>
    [Benchmark]
    public int PlatformReaderAndWriter()
    {
        int length = 0;
        foreach (byte[] text in _elements)
        {
            length += Samples.Relay(text, isInside: false);
        }

        return length;
    }

    /// <returns>The number of nodes.</returns>
    [Benchmark(Baseline = true)]
    public int PlatformReader()
    {
        int nodes = 0;
        foreach (byte[] text in _elements)
        {
            using var input = new MemoryStream(text, writable: false);
            using var reader = XmlReader.Create(input, Samples.PlatformSettings);
            nodes += Samples.Walk(reader);
        }

        return nodes;
    }
}
