using System.Text;
using BenchmarkDotNet.Attributes;
using Bosh.AspNetCore.Tests.Upstream;
using Bosh.AspNetCore.Upstream;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Benchmarks.Engine;

/// <summary>
/// One large element that comes in pieces. The time for a byte must not depend on how large it is: the engine looks at each byte once however it is cut.
/// </summary>
[Config(typeof(EngineConfig))]
public class BigElement : IMeasuresBytes
{
    private byte[] _stream = [];

    /// <summary>The size of the element.</summary>
    [Params(1, 10)]
    public int Megabytes { get; set; }

    /// <summary>The size of the pieces, in bytes.</summary>
    [Params(1, 1_400, 65_536)]
    public int Piece { get; set; }

    /// <inheritdoc/>
    public int Bytes => _stream.Length;

    /// <summary>Makes the stream.</summary>
    [GlobalSetup]
    public void MakeStream() => _stream = Encoding.UTF8.GetBytes(Samples.StreamHeader + Samples.Roster(Megabytes * 1_000_000) + "</stream:stream>");

    /// <returns>The number of frames.</returns>
    [Benchmark]
    public int Framer()
    {
        StreamFramer framer = StreamFramer.Create();
        int frames = 0;
        for (int start = 0; start < _stream.Length; start += Piece)
        {
            ReadOnlySpan<byte> piece = _stream.AsSpan(start, Math.Min(Piece, _stream.Length - start));
            while (!piece.IsEmpty)
            {
                FrameKind kind = framer.Scan(piece, out int consumed);
                piece = piece[consumed..];
                frames += kind == FrameKind.None ? 0 : 1;
                if (kind == FrameKind.StartTag)
                {
                    framer.AcceptHeader();
                }
            }
        }

        return frames;
    }

    /// <summary>With the buffer that the frame comes to lie in.</summary>
    /// <returns>The number of frames.</returns>
    [Benchmark]
    public async Task<int> FrameReader()
    {
        using var connection = new PiecewiseStream(_stream, Piece);
        var reader = new FrameReader(connection, maxFrameSize: int.MaxValue);
        int frames = 0;
        do
        {
            FrameKind kind;
            while ((kind = reader.TryRead()) != FrameKind.None)
            {
                frames++;
                if (kind == FrameKind.StartTag)
                {
                    reader.AcceptHeader();
                }
            }
        }
        while (await reader.FillAsync(CancellationToken.None));

        reader.Complete();
        return frames;
    }
}
