namespace Bosh.AspNetCore.Xml;

/// <summary>
/// Finds where the top-level elements of an XML stream begin and end, in bytes that come in pieces of any size. It looks at each byte once,
/// keeps none, and knows just enough of the grammar to tell tags, quotes and CDATA sections apart; whether an element is well-formed
/// is the <see cref="XmlTokenizer"/>'s to say, once it is whole.
/// <code>
/// stream ::= XMLDecl? S? STag (S? element)* S? ETag      XMLDecl [23], S [3], STag [40], element [39], ETag [42]
/// </code>
/// A stream restart (RFC 6120, 4.3.3) puts a new XML declaration and a new root tag after some element; see <see cref="ExpectHeader"/>.
/// </summary>
internal partial struct StreamFramer
{
    private FramerState _state;

    /// <summary>Whether a header has been accepted.</summary>
    private bool _hasHeader;

    /// <summary>Whether a header may come, the first or that of a restarted stream.</summary>
    private bool _expectHeader;

    /// <summary>Whether the declaration has come and the header has not: nothing else may come now.</summary>
    private bool _isDeclared;

    /// <summary>Whether a start tag was given to the caller, who has not yet accepted it.</summary>
    private bool _isOffered;

    /// <summary>The open elements below the root of the stream.</summary>
    private int _depth;

    /// <summary>How many bytes of [CDATA[ or of xml have been seen.</summary>
    private int _matched;

    /// <summary>The last two bytes of the pieces before, which may be the beginning of /&gt;, ]]&gt; or ?&gt;.</summary>
    private byte _last;
    private byte _lastButOne;

    /// <summary>A framer that waits for the first header of a stream.</summary>
    public static StreamFramer Create() => new() { _expectHeader = true };

    /// <summary>How many bytes have been looked at since the first.</summary>
    public long Position { get; private set; }

    /// <summary>Where the frame that was found, or is being looked for, begins.</summary>
    public long FrameStart { get; private set; }

    /// <summary>What is wrong at <see cref="Position"/>. Nothing more is found after that.</summary>
    public XmlError Error { get; private set; }

    /// <summary>Whether some bytes of a frame have been seen, and not yet its end.</summary>
    public readonly bool IsInFrame => _depth > 0 || _state != FramerState.Content;

    /// <summary>
    /// From now on start tags at the top level are given to the caller, until one is accepted as the header of a stream. Elements of
    /// the stream before may still come first.
    /// </summary>
    public void ExpectHeader() => _expectHeader = true;

    /// <summary>The start tag that was found is the header of a stream.</summary>
    public void AcceptHeader()
    {
        _hasHeader = true;
        _expectHeader = _isDeclared = _isOffered = false;
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
        if (Error != XmlError.None || (_isOffered && !MayBeElement()))
        {
            found = FrameKind.Error;
        }

        while (found == FrameKind.None && position < bytes.Length)
        {
            found = _state switch
            {
                FramerState.Content when _depth == 0 => SkipToFrame(bytes, ref position),
                FramerState.Markup or FramerState.CDataOpening or FramerState.DeclarationOpening => Open(bytes, ref position),
                _ => ScanMarks(bytes, ref position),
            };
        }

        if (position > 0)
        {
            _lastButOne = Before(bytes, position - 1);
            _last = bytes[position - 1];
        }

        consumed = position;
        Position += position;
        return found;
    }

    /// <summary>S*, between the frames.</summary>
    private FrameKind SkipToFrame(ReadOnlySpan<byte> bytes, ref int position)
    {
        int length = bytes[position..].IndexOfAnyExcept(XmlChars.WhiteSpace);
        position = length < 0 ? bytes.Length : position + length;
        FrameStart = Position + position;
        if (length >= 0)
        {
            if (bytes[position] != (byte)'<')
            {
                return Fail(XmlError.TextNotAllowed);
            }

            position++;
            _state = FramerState.Markup;
        }

        return FrameKind.None;
    }

    /// <summary>The few bytes after a &lt; that say what begins.</summary>
    private FrameKind Open(ReadOnlySpan<byte> bytes, ref int position)
    {
        bool isOpened = _state switch
        {
            FramerState.Markup => OpenMarkup(bytes[position]),
            FramerState.CDataOpening => Match(bytes[position], "[CDATA["u8, FramerState.CData),
            _ when _matched == "xml"u8.Length => OpenDeclaration(bytes[position]),
            _ => Match(bytes[position], "xml"u8, FramerState.DeclarationOpening),
        };
        position += isOpened ? 1 : 0;
        return isOpened ? FrameKind.None : FrameKind.Error;
    }

    private bool OpenMarkup(byte b)
    {
        _matched = 0;
        switch (b)
        {
            case (byte)'/':
                _state = FramerState.EndTag;
                return true;
            case (byte)'!' when _depth > 0:
                _state = FramerState.CDataOpening;
                return true;
            case (byte)'?' when _depth == 0 && _expectHeader && !_isDeclared && (_hasHeader || FrameStart == 0):
                _state = FramerState.DeclarationOpening;
                return true;
            case (byte)'!' or (byte)'?':
                Error = XmlError.RestrictedXml;
                return false;
            case (byte)'<' or (byte)'>' or (byte)'\'' or (byte)'"':
                Error = XmlError.InvalidName;
                return false;
            default:
                _state = FramerState.StartTag;
                return true;
        }
    }

    private bool Match(byte b, ReadOnlySpan<byte> word, FramerState next)
    {
        if (b != word[_matched])
        {
            Error = XmlError.RestrictedXml;
            return false;
        }

        _state = ++_matched == word.Length ? next : _state;
        return true;
    }

    private bool OpenDeclaration(byte b)
    {
        Error = XmlChars.IsWhiteSpace(b) ? XmlError.None : XmlError.RestrictedXml;
        _state = FramerState.Declaration;
        return Error == XmlError.None;
    }

    /// <summary>Elements, and the end of a stream, come after its header.</summary>
    private bool MayBeElement()
    {
        _isOffered = false;
        Error = _hasHeader && !_isDeclared ? XmlError.None : XmlError.HeaderExpected;
        return Error == XmlError.None;
    }

    /// <summary>The byte before a place in the bytes, which may be in the piece before.</summary>
    private readonly byte Before(ReadOnlySpan<byte> bytes, int position) => position switch
    {
        > 0 => bytes[position - 1],
        0 => _last,
        _ => _lastButOne,
    };

    private FrameKind Fail(XmlError error)
    {
        Error = error;
        return FrameKind.Error;
    }
}
