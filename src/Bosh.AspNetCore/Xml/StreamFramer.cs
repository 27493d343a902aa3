using System.Numerics;
using System.Runtime.Intrinsics;

namespace Bosh.AspNetCore.Xml;

/// <summary>
/// Finds where the top-level elements of an XML stream begin and end, in bytes that come in pieces of any size. It looks at each byte once,
/// keeps none, and knows just enough of the grammar to tell tags, quotes and CDATA sections apart; whether an element is well-formed
/// is the <see cref="XmlTokenizer"/>'s to say, once it is whole.
/// <code>
/// stream ::= XMLDecl? S* '&lt;' root tag '&gt;' (S* element)* S* '&lt;/' root tag '&gt;'
/// </code>
/// A stream restart (RFC 6120, 4.3.3) puts a new XML declaration and a new root tag after some element; see <see cref="ExpectHeader"/>.
/// <code>
///              &lt;               name                  &gt;
///   Content ------&gt; Markup ------------&gt; StartTag ------&gt; Content, one deeper unless /&gt;
///                     |  \                 |  ^
///                  ![CDATA[ \ /          ' |  | '    and the same with "
///                     |      \             v  |
///              ]]&gt;    v       v          Quoted
///   Content &lt;------ CData    EndTag ------&gt; Content, one higher
/// </code>
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
    public readonly bool IsInFrame => _depth > 0 || _state != State.Content;

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
                State.Content when _depth == 0 => SkipToFrame(bytes, ref position),
                State.Markup or State.CDataOpening or State.DeclarationOpening => Open(bytes, ref position),
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
            _state = State.Markup;
        }

        return FrameKind.None;
    }

    /// <summary>The few bytes after a &lt; that say what begins.</summary>
    private FrameKind Open(ReadOnlySpan<byte> bytes, ref int position)
    {
        bool isOpened = _state switch
        {
            State.Markup => OpenMarkup(bytes[position]),
            State.CDataOpening => Match(bytes[position], "[CDATA["u8, State.CData),
            _ when _matched == "xml"u8.Length => OpenDeclaration(bytes[position]),
            _ => Match(bytes[position], "xml"u8, State.DeclarationOpening),
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
                _state = State.EndTag;
                return true;
            case (byte)'!' when _depth > 0:
                _state = State.CDataOpening;
                return true;
            case (byte)'?' when _depth == 0 && _expectHeader && !_isDeclared && (_hasHeader || FrameStart == 0):
                _state = State.DeclarationOpening;
                return true;
            case (byte)'!' or (byte)'?':
                Error = XmlError.RestrictedXml;
                return false;
            case (byte)'<' or (byte)'>' or (byte)'\'' or (byte)'"':
                Error = XmlError.InvalidName;
                return false;
            default:
                _state = State.StartTag;
                return true;
        }
    }

    private bool Match(byte b, ReadOnlySpan<byte> word, State next)
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
        _state = State.Declaration;
        return Error == XmlError.None;
    }

    /// <summary>Goes from mark to mark, and passes over all other bytes.</summary>
    private FrameKind ScanMarks(ReadOnlySpan<byte> bytes, ref int position)
    {
        while (position < bytes.Length)
        {
            int block = position;
            for (ulong marks = FindMarks(bytes[block..]); marks != 0; marks &= marks - 1)
            {
                position = block + BitOperations.TrailingZeroCount(marks);
                FrameKind found = TakeMark(bytes, position);
                if (found != FrameKind.None)
                {
                    position += found == FrameKind.Error ? 0 : 1;
                    return found;
                }

                if (_state == State.Markup && (position + 1 == bytes.Length || !OpenMarkup(bytes[position + 1]) || _state == State.CDataOpening))
                {
                    // What follows is no tag, or is not here yet.
                    position += Error == XmlError.None && _state == State.CDataOpening ? 2 : 1;
                    return Error == XmlError.None ? FrameKind.None : FrameKind.Error;
                }
            }

            position = Math.Min(block + Vector512<byte>.Count, bytes.Length);
        }

        return FrameKind.None;
    }

    /// <summary>One bit for each of the first 64 bytes: whether it is one of the four marks that can end what is in force.</summary>
    private static ulong FindMarks(ReadOnlySpan<byte> bytes)
    {
        Vector512<byte> block = bytes.Length >= Vector512<byte>.Count ? Vector512.Create(bytes) : Pad(bytes);
        return (Vector512.Equals(block, Vector512.Create((byte)'<'))
            | Vector512.Equals(block, Vector512.Create((byte)'>'))
            | Vector512.Equals(block, Vector512.Create((byte)'"'))
            | Vector512.Equals(block, Vector512.Create((byte)'\''))).ExtractMostSignificantBits();
    }

    private static Vector512<byte> Pad(ReadOnlySpan<byte> bytes)
    {
        Span<byte> padded = stackalloc byte[Vector512<byte>.Count];
        padded.Clear();
        bytes.CopyTo(padded);
        return Vector512.Create<byte>(padded);
    }

    private FrameKind TakeMark(ReadOnlySpan<byte> bytes, int position)
    {
        byte mark = bytes[position];
        switch (_state)
        {
            case State.Content:
                _state = mark == (byte)'<' ? State.Markup : State.Content;
                return FrameKind.None;
            case State.StartTag when mark == (byte)'>':
                return EndStartTag(isEmpty: Before(bytes, position) == (byte)'/');
            case State.StartTag when mark != (byte)'<':
                _state = mark == (byte)'"' ? State.DoubleQuoted : State.SingleQuoted;
                return FrameKind.None;
            case State.DoubleQuoted or State.SingleQuoted when mark == (byte)'<':
                return Fail(XmlError.MalformedAttribute);
            case State.DoubleQuoted or State.SingleQuoted:
                _state = mark == (_state == State.DoubleQuoted ? (byte)'"' : (byte)'\'') ? State.StartTag : _state;
                return FrameKind.None;
            case State.EndTag when mark == (byte)'>':
                return EndEndTag();
            case State.CData:
                bool isEnd = mark == (byte)'>' && Before(bytes, position) == (byte)']' && Before(bytes, position - 1) == (byte)']';
                _state = isEnd ? State.Content : State.CData;
                return FrameKind.None;
            case State.Declaration when mark != (byte)'<':
                return mark == (byte)'>' && Before(bytes, position) == (byte)'?' ? EndDeclaration() : FrameKind.None;
            default:
                return Fail(XmlError.MalformedTag);
        }
    }

    private FrameKind EndStartTag(bool isEmpty)
    {
        _state = State.Content;
        if (isEmpty)
        {
            return _depth > 0 ? FrameKind.None : MayBeElement() ? FrameKind.Element : FrameKind.Error;
        }

        _depth++;
        _isOffered = _depth == 1 && _expectHeader;
        return _isOffered ? FrameKind.StartTag : FrameKind.None;
    }

    private FrameKind EndEndTag()
    {
        _state = State.Content;
        if (_depth > 0)
        {
            _depth--;
            return _depth == 0 ? FrameKind.Element : FrameKind.None;
        }

        return MayBeElement() ? FrameKind.StreamEnd : FrameKind.Error;
    }

    private FrameKind EndDeclaration()
    {
        _state = State.Content;
        _isDeclared = true;
        return FrameKind.Declaration;
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
