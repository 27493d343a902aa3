using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// Puts together what the requests of a session in Script Syntax carry, piece by piece in the order of their rids: one stream of bytes, in which
/// an element may begin in one request and end in another (XEP-0252, Changes to the Request Syntax).
/// </summary>
internal sealed class ScriptContent
{
    private readonly ScriptLimits _limits;
    private StreamFramer _framer;

    /// <summary>The element that has begun and not ended, as far as it has come, and the piece that it began in.</summary>
    private byte[] _open = [];
    private ScriptFragment? _opener;

    public ScriptContent(ScriptLimits limits)
    {
        _limits = limits;

        // Elements stand in it as in a stream that has begun.
        _framer.AcceptHeader();
    }

    /// <summary>Whether an element has begun and not ended.</summary>
    public bool IsInElement => _framer.IsInFrame;

    /// <summary>Takes the next piece.</summary>
    /// <param name="fragment">The piece.</param>
    /// <param name="elements">The elements that are whole with it, ready for the server: one body element or two, because the declarations of the
    /// body element in which an element began hold for it.</param>
    /// <returns>False when it cannot go on like that, or becomes too large.</returns>
    public bool TryAppend(ScriptFragment fragment, out List<BodyElement> elements)
    {
        elements = [];
        byte[] text = [.. _open, .. fragment.Content];
        long textStart = _framer.Position - _open.Length;
        int scanned = _open.Length;
        int first = 0;
        int whole = 0;
        FrameKind kind;
        while ((kind = _framer.Scan(text.AsSpan(scanned), out int consumed)) == FrameKind.Element)
        {
            scanned += consumed;
            whole = scanned;
            if (_opener is not null)
            {
                // The one that began before.
                if (!TryParse(_opener, text.AsSpan(0, whole), elements))
                {
                    return false;
                }

                _opener = null;
                first = whole;
            }
        }

        if (kind != FrameKind.None || (whole > first && !TryParse(fragment, text.AsSpan(first, whole - first), elements)))
        {
            return false;
        }

        _open = _framer.IsInFrame ? text[(int)(_framer.FrameStart - textStart)..] : [];
        _opener = _framer.IsInFrame ? _opener ?? fragment : null;
        return _open.Length <= _limits.MaxSize;
    }

    private bool TryParse(ScriptFragment opener, ReadOnlySpan<byte> text, List<BodyElement> elements)
    {
        BodyElement body = BodyParser.Parse([.. opener.StartTag, .. text, .. opener.EndTag], _limits.Xml, _limits.MaxElements);

        // What the body element says beside its content is another's to do, and has been done for one that came before.
        body.Type = BodyType.None;
        body.IsRestart = false;
        body.Pause = null;
        elements.Add(body);
        return body.Problem is null;
    }
}
