using System.Text;
using System.Xml;
using BenchmarkDotNet.Attributes;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Benchmarks.Engine;

/// <summary>
/// What the server sends, framed and read as it comes from the network in pieces of one TCP segment, beside the platform's reader that only
/// walks over the same bytes.
/// </summary>
[Config(typeof(EngineConfig))]
public class StreamReading : IMeasuresBytes
{
    /// <summary>What a TCP segment carries over Ethernet, about.</summary>
    private const int PieceSize = 1400;

    private byte[] _stream = [];
    private StreamHeader _header = null!;

    /// <summary>What the server sends.</summary>
    [Params("100 messages", "1000 presences", "1 MB element")]
    public string Content { get; set; } = "";

    /// <inheritdoc/>
    public int Bytes => _stream.Length;

    /// <summary>Makes the stream.</summary>
    [GlobalSetup]
    public void MakeStream()
    {
        string content = Content switch
        {
            "100 messages" => string.Concat(Enumerable.Range(0, 100).Select(Samples.MessageFromServer)),
            "1000 presences" => string.Concat(Enumerable.Range(0, 1000).Select(Samples.Presence)),
            _ => Samples.Roster(size: 1_000_000),
        };
        _header = StreamHeader.Parse(Encoding.UTF8.GetBytes(Samples.StreamHeader), XmlLimits.Default)!;
        _stream = Encoding.UTF8.GetBytes($"{Samples.StreamHeader}{content}</stream:stream>");
    }

    /// <returns>The number of bytes for the client.</returns>
    [Benchmark]
    public int FramerAndServerElement()
    {
        StreamFramer framer = StreamFramer.Create();
        int length = 0;
        for (int start = 0; start < _stream.Length; start += PieceSize)
        {
            ReadOnlySpan<byte> piece = _stream.AsSpan(start, Math.Min(PieceSize, _stream.Length - start));
            while (!piece.IsEmpty)
            {
                FrameKind kind = framer.Scan(piece, out int consumed);
                piece = piece[consumed..];
                length += Take(ref framer, kind);
            }
        }

        return length;
    }

    /// <returns>The number of bytes that were looked at.</returns>
    [Benchmark]
    public long FramerAlone()
    {
        StreamFramer framer = StreamFramer.Create();
        for (int start = 0; start < _stream.Length; start += PieceSize)
        {
            ReadOnlySpan<byte> piece = _stream.AsSpan(start, Math.Min(PieceSize, _stream.Length - start));
            while (!piece.IsEmpty)
            {
                if (framer.Scan(piece, out int consumed) == FrameKind.StartTag)
                {
                    framer.AcceptHeader();
                }

                piece = piece[consumed..];
            }
        }

        return framer.Position;
    }

    /// <returns>The number of nodes.</returns>
    [Benchmark(Baseline = true)]
    public int PlatformReader()
    {
        using var input = new MemoryStream(_stream, writable: false);
        using var reader = XmlReader.Create(input, Samples.PlatformSettings);
        return Samples.Walk(reader);
    }

    private int Take(ref StreamFramer framer, FrameKind kind)
    {
        switch (kind)
        {
            case FrameKind.StartTag:
                framer.AcceptHeader();
                return 0;
            case FrameKind.Element:
                ReadOnlySpan<byte> frame = _stream.AsSpan((int)framer.FrameStart..(int)framer.Position);
                XmlFault fault = ServerElement.Read(frame, _header, clientLang: null, XmlLimits.Default, out ServerElement element);
                return fault.IsNone ? element.Length : throw new InvalidOperationException(fault.ToString());
            case FrameKind.Error:
                throw new InvalidOperationException("The framer refuses the sample.");
            default:
                return 0;
        }
    }
}
