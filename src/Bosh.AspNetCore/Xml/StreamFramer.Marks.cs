using System.Numerics;

namespace Bosh.AspNetCore.Xml;

/// <content>
/// Inside of a frame: from mark to mark (<see cref="XmlMarks"/>), passing over all other bytes.
/// <code>
///              &lt;               name                  &gt;
///   Content ------&gt; Markup ------------&gt; StartTag ------&gt; Content, one deeper unless /&gt;
///                     |  \                 |  ^
///                  ![CDATA[ \ /          ' |  | '    and the same with "
///                     |      \             v  |
///              ]]&gt;    v       v          Quoted
///   Content &lt;------ CData    EndTag ------&gt; Content, one higher
/// </code>
/// </content>
internal partial struct StreamFramer
{
    private FrameKind ScanMarks(ReadOnlySpan<byte> bytes, ref int position)
    {
        FrameKind found = FrameKind.None;
        while (found == FrameKind.None && _state != FramerState.Markup && position < bytes.Length)
        {
            int turn = TakeMarks(bytes, position, XmlMarks.Find(bytes[position..]));
            if (turn < 0)
            {
                position = Math.Min(position + XmlMarks.BlockSize, bytes.Length);
                continue;
            }

            // The mark is taken, but for one that is wrong: the error is there.
            found = Turn(bytes, turn);
            position = found == FrameKind.Error ? turn : turn + 1;
        }

        return found;
    }

    /// <summary>
    /// Takes the marks of a block, as long as they change no more than the state and the depth: those are kept in registers, because a
    /// mark comes every few bytes and depends on the one before.
    /// </summary>
    /// <returns>The first mark that does more; -1 when none does.</returns>
    private int TakeMarks(ReadOnlySpan<byte> bytes, int block, ulong marks)
    {
        FramerState state = _state;
        int depth = _depth;
        int turn = -1;
        for (; marks != 0; marks &= marks - 1)
        {
            int at = block + BitOperations.TrailingZeroCount(marks);
            byte mark = bytes[at];
            if (state is FramerState.DoubleQuoted or FramerState.SingleQuoted && mark != (byte)'<')
            {
                state = mark == (state == FramerState.DoubleQuoted ? (byte)'"' : (byte)'\'') ? FramerState.StartTag : state;
            }
            else if (state == FramerState.StartTag && mark is (byte)'"' or (byte)'\'')
            {
                state = mark == (byte)'"' ? FramerState.DoubleQuoted : FramerState.SingleQuoted;
            }
            else if (state == FramerState.StartTag && mark == (byte)'>' && depth > 0 && at > 0)
            {
                state = FramerState.Content;
                depth += bytes[at - 1] == (byte)'/' ? 0 : 1;
            }
            else if (state == FramerState.Content && mark != (byte)'<')
            {
                continue;
            }
            else if (state == FramerState.Content && at + 1 < bytes.Length && (bytes[at + 1] == (byte)'/' || XmlNames.IsAsciiStart(bytes[at + 1])))
            {
                state = bytes[at + 1] == (byte)'/' ? FramerState.EndTag : FramerState.StartTag;
            }
            else if (state == FramerState.EndTag && mark == (byte)'>' && depth > 1)
            {
                state = FramerState.Content;
                depth--;
            }
            else
            {
                turn = at;
                break;
            }
        }

        _state = state;
        _depth = depth;
        return turn;
    }

    /// <summary>Takes a mark that ends a frame, or a section, or begins what has to be looked at; anything else is wrong.</summary>
    private FrameKind Turn(ReadOnlySpan<byte> bytes, int position)
    {
        byte mark = bytes[position];
        byte before = Before(bytes, position);
        switch (_state)
        {
            case FramerState.Content:
                _state = FramerState.Markup;
                return FrameKind.None;
            case FramerState.StartTag when mark == (byte)'>':
                return EndStartTag(isEmpty: before == (byte)'/');
            case FramerState.EndTag when mark == (byte)'>':
                return EndEndTag();
            case FramerState.CData:
                bool isEnd = mark == (byte)'>' && before == (byte)']' && Before(bytes, position - 1) == (byte)']';
                _state = isEnd ? FramerState.Content : FramerState.CData;
                return FrameKind.None;
            case FramerState.Declaration when mark != (byte)'<':
                return mark == (byte)'>' && before == (byte)'?' ? EndDeclaration() : FrameKind.None;
            default:
                return Fail(_state is FramerState.DoubleQuoted or FramerState.SingleQuoted ? XmlError.MalformedAttribute : XmlError.MalformedTag);
        }
    }

    private FrameKind EndStartTag(bool isEmpty)
    {
        _state = FramerState.Content;
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
        _state = FramerState.Content;
        if (_depth > 0)
        {
            _depth--;
            return _depth == 0 ? FrameKind.Element : FrameKind.None;
        }

        return MayBeElement() ? FrameKind.StreamEnd : FrameKind.Error;
    }

    private FrameKind EndDeclaration()
    {
        _state = FramerState.Content;
        _isDeclared = true;
        return FrameKind.Declaration;
    }
}
