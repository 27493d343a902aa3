using System.Buffers;
using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>What ours makes of a stream that comes in pieces: framed, read strictly, and made ready for the client.</summary>
internal sealed class StreamReading
{
    private static readonly SearchValues<byte> NameEnds = SearchValues.Create(" \t\r\n/>"u8);

    private readonly List<(FrameKind Kind, int Start, int End)> _frames = [];
    private readonly List<string> _elements = [];
    private StreamHeader? _header;
    private bool _needsStreams;

    private StreamReading()
    {
    }

    public IReadOnlyList<(FrameKind Kind, int Start, int End)> Frames => _frames;

    public IEnumerable<string> Lines => _frames.Select(frame => $"{frame.Kind} {frame.Start} {frame.End}").Append(Error.ToString());

    public XmlError Error { get; private set; }

    /// <summary>Where the error is.</summary>
    public int Offset { get; private set; }

    /// <summary>Whether the end tag of the stream was found.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>The end of the last frame that was good.</summary>
    public int TakenEnd { get; private set; }

    /// <summary>The name in the header; empty before it has come.</summary>
    public string RootName { get; private set; } = "";

    /// <param name="stream">The bytes.</param>
    /// <param name="cuts">Where they are cut, in order.</param>
    public static StreamReading Of(byte[] stream, int[] cuts)
    {
        var reading = new StreamReading();
        StreamFramer framer = StreamFramer.Create();
        int start = 0;
        foreach (int cut in cuts.Append(stream.Length))
        {
            ReadOnlySpan<byte> piece = stream.AsSpan(start, cut - start);
            start = cut;
            while (!piece.IsEmpty && reading.Error == XmlError.None && !reading.IsEnded)
            {
                FrameKind kind = framer.Scan(piece, out int consumed);
                piece = piece[consumed..];
                reading.Take(stream, ref framer, kind);
            }
        }

        return reading;
    }

    /// <summary>All elements in a body element.</summary>
    public string Answer()
    {
        string streams = _needsStreams ? " xmlns:stream='http://etherx.jabber.org/streams'" : "";
        return $"<body xmlns='http://jabber.org/protocol/httpbind'{streams}>{string.Concat(_elements)}</body>";
    }

    private void Take(byte[] stream, ref StreamFramer framer, FrameKind kind)
    {
        if (kind == FrameKind.None)
        {
            return;
        }

        (int start, int end) = ((int)framer.FrameStart, (int)framer.Position);
        _frames.Add((kind, start, end));
        ReadOnlySpan<byte> frame = stream.AsSpan(start..end);
        switch (kind)
        {
            case FrameKind.Declaration:
                XmlDeclaration.Read(frame, out XmlError declarationError);
                if (declarationError != XmlError.None)
                {
                    Fail(declarationError, start);
                    return;
                }

                break;
            case FrameKind.StartTag:
                _header = StreamHeader.Parse(frame, XmlLimits.Default, out XmlFault headerFault);
                if (_header is null)
                {
                    Fail(headerFault.Error, start + headerFault.Offset);
                    return;
                }

                framer.AcceptHeader();
                RootName = Encoding.UTF8.GetString(frame[1..frame.IndexOfAny(NameEnds)]);
                break;
            case FrameKind.Element:
                XmlFault fault = ServerElement.Read(frame, _header!, clientLang: _header!.Lang, XmlLimits.Default, out ServerElement element);
                if (!fault.IsNone)
                {
                    Fail(fault.Error, start + fault.Offset);
                    return;
                }

                _needsStreams |= element.NeedsStreams;
                _elements.Add(Encoding.UTF8.GetString(element.Start) + Encoding.UTF8.GetString(element.Insertion) + Encoding.UTF8.GetString(element.Rest));
                break;
            case FrameKind.StreamEnd when !_header!.IsEndedBy(frame):
                Fail(XmlError.MismatchedTag, start);
                return;
            case FrameKind.StreamEnd:
                IsEnded = true;
                break;
            case FrameKind.Error:
                Fail(framer.Error, end);
                return;
        }

        TakenEnd = end;
    }

    private void Fail(XmlError error, int offset)
    {
        Error = error;
        Offset = offset;
    }
}
