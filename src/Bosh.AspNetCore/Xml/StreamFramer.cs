namespace Bosh.AspNetCore.Xml;

/// <summary>
/// Finds where the top-level elements of an XML stream begin and end, in bytes that come in pieces of any size. It looks at each byte once,
/// keeps none, and knows just enough of the grammar to tell tags, quotes and CDATA sections apart; whether an element is well-formed
/// is the <see cref="XmlTokenizer"/>'s to say, once it is whole.
/// <code>
/// stream ::= XMLDecl? S* '&lt;' root tag '&gt;' (S* element)* S* '&lt;/' root tag '&gt;'
/// </code>
/// A stream restart (RFC 6120, 4.3.3) puts a new XML declaration and a new root tag after some element; see <see cref="ExpectHeader"/>.
/// </summary>
internal struct StreamFramer
{
    private enum State : byte
    {
        /// <summary>Outside of markup.</summary>
        Content,

        /// <summary>After a &lt;.</summary>
        Markup,

        /// <summary>In a start tag, outside of quotes.</summary>
        StartTag,

        /// <summary>After a / in a start tag.</summary>
        StartTagSlash,

        /// <summary>In an attribute value in double quotes.</summary>
        DoubleQuoted,

        /// <summary>In an attribute value in single quotes.</summary>
        SingleQuoted,

        /// <summary>In an end tag.</summary>
        EndTag,

        /// <summary>After &lt;!, comparing with [CDATA[.</summary>
        CDataOpening,

        /// <summary>In a CDATA section.</summary>
        CData,

        /// <summary>After &lt;?, comparing with xml and a white space: any other name is a processing instruction.</summary>
        DeclarationOpening,

        /// <summary>In the XML declaration.</summary>
        Declaration,
    }

    private State _state;
    private bool _expectHeader;

    /// <summary>The open elements below the root of the stream.</summary>
    private int _depth;

    /// <summary>How many bytes of [CDATA[, of ]]&gt;, of xml or of ?&gt; have been seen.</summary>
    private int _matched;

    /// <summary>A framer that waits for the first header of a stream.</summary>
    public static StreamFramer Create() => new() { _expectHeader = true };

    /// <summary>How many bytes have been looked at since the first.</summary>
    public long Position { get; private set; }

    /// <summary>Where the frame that was found, or is being looked for, begins.</summary>
    public long FrameStart { get; private set; }

    /// <summary>Whether some bytes of a frame have been seen, and not yet its end.</summary>
    public readonly bool IsInFrame => _depth > 0 || _state != State.Content;

    /// <summary>
    /// From now on start tags at the top level are given to the caller, until one is accepted as the header of a stream. Elements of
    /// the stream before may still come first.
    /// </summary>
    public void ExpectHeader() => _expectHeader = true;

    /// <summary>The start tag that was found is the header of a stream.</summary>
    public void AcceptHeader()
    {
        _expectHeader = false;
        _depth = 0;
    }

    /// <summary>
    /// Looks at bytes until a frame is whole.
    /// </summary>
    /// <param name="bytes">The bytes that follow those of the call before.</param>
    /// <param name="consumed">How many were looked at: all, or up to the end of the frame.</param>
    public FrameKind Scan(ReadOnlySpan<byte> bytes, out int consumed)
    {
        int position = 0;
        FrameKind found = FrameKind.None;
        while (found == FrameKind.None && position < bytes.Length)
        {
            found = Step(bytes, ref position);
        }

        consumed = position;
        Position += position;
        return found;
    }

    /// <summary>Goes on to the next byte that matters in the current state.</summary>
    private FrameKind Step(ReadOnlySpan<byte> bytes, ref int position)
    {
        ReadOnlySpan<byte> rest = bytes[position..];
        switch (_state)
        {
            case State.Content:
                return _depth == 0 ? StepTopLevel(rest, ref position) : StepContent(rest, ref position);
            case State.Markup:
                return StepMarkup(rest[0], ref position);
            case State.StartTag:
                return StepStartTag(rest, ref position);
            case State.StartTagSlash:
                position++;
                _state = State.StartTag;
                return rest[0] == (byte)'>' ? EndElement() : Reconsider(ref position);
            case State.DoubleQuoted:
                return StepTo(rest, ref position, (byte)'"', State.StartTag);
            case State.SingleQuoted:
                return StepTo(rest, ref position, (byte)'\'', State.StartTag);
            case State.EndTag:
                return StepEndTag(rest, ref position);
            case State.CDataOpening:
                return StepCDataOpening(rest[0], ref position);
            case State.CData:
                return StepCData(rest, ref position);
            case State.DeclarationOpening:
                return StepDeclarationOpening(rest[0], ref position);
            default:
                return StepDeclaration(rest[0], ref position);
        }
    }

    private FrameKind StepTopLevel(ReadOnlySpan<byte> rest, ref int position)
    {
        int start = rest.IndexOfAnyExcept(XmlChars.WhiteSpace);
        if (start < 0)
        {
            position += rest.Length;
            FrameStart = Position + position;
            return FrameKind.None;
        }

        FrameStart = Position + position + start;
        if (rest[start] != (byte)'<')
        {
            return FrameKind.Error;
        }

        position += start + 1;
        _state = State.Markup;
        return FrameKind.None;
    }

    private FrameKind StepContent(ReadOnlySpan<byte> rest, ref int position)
    {
        int tag = rest.IndexOf((byte)'<');
        if (tag < 0)
        {
            position += rest.Length;
            return FrameKind.None;
        }

        position += tag + 1;
        _state = State.Markup;
        return FrameKind.None;
    }

    private FrameKind StepMarkup(byte b, ref int position)
    {
        switch (b)
        {
            case (byte)'/':
                _state = State.EndTag;
                break;
            case (byte)'!' when _depth > 0:
                _state = State.CDataOpening;
                _matched = 0;
                break;
            case (byte)'?' when _depth == 0 && _expectHeader:
                _state = State.DeclarationOpening;
                _matched = 0;
                break;
            case (byte)'!' or (byte)'?' or (byte)'<' or (byte)'>':
                return FrameKind.Error;
            default:
                _state = State.StartTag;
                break;
        }

        position++;
        return FrameKind.None;
    }

    private FrameKind StepStartTag(ReadOnlySpan<byte> rest, ref int position)
    {
        int stop = rest.IndexOfAny("/>\"'"u8);
        if (stop < 0)
        {
            position += rest.Length;
            return FrameKind.None;
        }

        position += stop + 1;
        switch (rest[stop])
        {
            case (byte)'/':
                _state = State.StartTagSlash;
                return FrameKind.None;
            case (byte)'"':
                _state = State.DoubleQuoted;
                return FrameKind.None;
            case (byte)'\'':
                _state = State.SingleQuoted;
                return FrameKind.None;
            default:
                _state = State.Content;
                _depth++;
                return _depth == 1 && _expectHeader ? FrameKind.StartTag : FrameKind.None;
        }
    }

    private FrameKind StepEndTag(ReadOnlySpan<byte> rest, ref int position)
    {
        int end = rest.IndexOf((byte)'>');
        if (end < 0)
        {
            position += rest.Length;
            return FrameKind.None;
        }

        position += end + 1;
        _state = State.Content;
        if (_depth == 0)
        {
            return FrameKind.StreamEnd;
        }

        _depth--;
        return _depth == 0 ? FrameKind.Element : FrameKind.None;
    }

    private FrameKind EndElement()
    {
        _state = State.Content;
        return _depth == 0 ? FrameKind.Element : FrameKind.None;
    }

    private FrameKind StepCDataOpening(byte b, ref int position)
    {
        if (b != "[CDATA["u8[_matched])
        {
            return FrameKind.Error;
        }

        position++;
        if (++_matched == "[CDATA["u8.Length)
        {
            _state = State.CData;
            _matched = 0;
        }

        return FrameKind.None;
    }

    private FrameKind StepCData(ReadOnlySpan<byte> rest, ref int position)
    {
        if (_matched == 0)
        {
            int bracket = rest.IndexOf((byte)']');
            position += bracket < 0 ? rest.Length : bracket + 1;
            _matched = bracket < 0 ? 0 : 1;
            return FrameKind.None;
        }

        byte b = rest[0];
        position++;
        if (b == (byte)']')
        {
            _matched = 2;
        }
        else if (b == (byte)'>' && _matched == 2)
        {
            _state = State.Content;
            _matched = 0;
        }
        else
        {
            _matched = 0;
        }

        return FrameKind.None;
    }

    private FrameKind StepDeclarationOpening(byte b, ref int position)
    {
        bool isNameRead = _matched == "xml"u8.Length;
        if (isNameRead ? !XmlChars.IsWhiteSpace(b) : b != "xml"u8[_matched])
        {
            return FrameKind.Error;
        }

        position++;
        _matched = isNameRead ? 0 : _matched + 1;
        _state = isNameRead ? State.Declaration : State.DeclarationOpening;
        return FrameKind.None;
    }

    private FrameKind StepDeclaration(byte b, ref int position)
    {
        position++;
        if (b == (byte)'>' && _matched == 1)
        {
            _state = State.Content;
        }

        _matched = b == (byte)'?' ? 1 : 0;
        return FrameKind.None;
    }

    private FrameKind StepTo(ReadOnlySpan<byte> rest, ref int position, byte end, State next)
    {
        int stop = rest.IndexOf(end);
        if (stop < 0)
        {
            position += rest.Length;
            return FrameKind.None;
        }

        position += stop + 1;
        _state = next;
        return FrameKind.None;
    }

    /// <summary>The byte is looked at again, in the state that is in force now.</summary>
    private static FrameKind Reconsider(ref int position)
    {
        position--;
        return FrameKind.None;
    }
}
