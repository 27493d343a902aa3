using System.Diagnostics;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Protocol;

/// <summary>Takes elements that stand one after the other, as they came from a server, apart again.</summary>
internal struct ElementSplitter
{
    private StreamFramer _framer;
    private ReadOnlyMemory<byte> _rest;

    public ElementSplitter(ReadOnlyMemory<byte> elements)
    {
        // They stand as in a stream that has begun.
        _framer.AcceptHeader();
        _rest = elements;
    }

    public readonly bool HasNext => !_rest.IsEmpty;

    /// <summary>The next element, which there must be.</summary>
    public ReadOnlySpan<byte> Next()
    {
        FrameKind kind = _framer.Scan(_rest.Span, out int length);
        Debug.Assert(kind == FrameKind.Element, "what came as elements is no element");
        ReadOnlySpan<byte> element = _rest.Span[..length];
        _rest = _rest[length..];
        return element;
    }
}
