using System.Runtime.CompilerServices;

namespace Bosh.AspNetCore.Xml;

/// <content>
/// Tags, and the names in them.
/// <code>
/// [40, ns12] STag         ::= '&lt;' QName (S Attribute)* S? '>'
/// [44, ns14] EmptyElemTag ::= '&lt;' QName (S Attribute)* S? '/>'
/// [42, ns13] ETag         ::= '&lt;/' QName S? '>'
/// </code>
/// </content>
internal ref partial struct XmlTokenizer
{
    private bool ReadStartTag()
    {
        if (_depth == 0 && _rootSeen)
        {
            return Fail(XmlError.ContentAfterRoot, _position);
        }

        if (_depth == _limits.MaxDepth)
        {
            return Fail(XmlError.TooDeep, _position);
        }

        ReadOnlySpan<byte> text = _text;
        int start = _position + 1;
        int prefixLength = 0;
        int end = UsualTagNameEnd(text, start, WordAt(text, start));
        if (end < 0)
        {
            end = ReadName(start, out prefixLength);
            if (end < 0)
            {
                return false;
            }
        }

        NameStart = start;
        NameLength = end - start;
        PrefixLength = prefixLength;
        Kind = XmlTokenKind.StartTag;
        Enter(start, end - start);
        return ReadAttributes(end) && ResolveNames();
    }

    private bool ReadEndTag()
    {
        if (_depth == 0)
        {
            return Fail(OutsideRoot(XmlError.MismatchedTag), _position);
        }

        ReadOnlySpan<byte> text = _text;
        ref readonly OpenTag open = ref _scratch.Open[_depth - 1];
        int start = _position + 2;
        int end = start + open.NameLength;
        if (end >= text.Length
            || !IsSameName(open.NameKey, open.NameStart, open.NameLength, XmlNames.Key(text, start, open.NameLength), start, open.NameLength))
        {
            ReadOnlySpan<byte> name = text.Slice(open.NameStart, open.NameLength);
            ReadOnlySpan<byte> rest = text[start..];
            bool isCut = rest.StartsWith(name) || name.StartsWith(rest);
            return isCut ? Fail(XmlError.UnexpectedEnd, text.Length) : Fail(XmlError.MismatchedTag, _position);
        }

        if (text[end] == (byte)'>')
        {
            TakeTwoMarks(end + 1);
        }
        else
        {
            end += WhiteSpaceLength(end);
            if (At(end) != (byte)'>')
            {
                return end >= text.Length ? Fail(XmlError.UnexpectedEnd, text.Length) : Fail(XmlError.MismatchedTag, _position);
            }

            GoTo(end + 1);
        }

        Kind = XmlTokenKind.EndTag;
        Leave();
        return true;
    }

    /// <summary>Goes on after a tag that has no marks but those at its ends.</summary>
    private void TakeTwoMarks(int end)
    {
        ReadOnlySpan<byte> text = _text;
        int block = _block;
        ulong marks = _marks;
        _ = TakeMark(text, ref block, ref marks);
        _ = TakeMark(text, ref block, ref marks);
        _block = block;
        _marks = marks;
        _position = end;
    }

    /// <summary>QName ::= (NCName ':')? NCName</summary>
    /// <param name="start">Where the name begins.</param>
    /// <param name="prefixLength">The length of its prefix.</param>
    /// <returns>Its end; -1 when it is none.</returns>
    private int ReadName(int start, out int prefixLength)
    {
        ReadOnlySpan<byte> rest = _text[start..];
        int length = XmlNames.NcNameLength(rest);
        prefixLength = 0;
        if (length > 0 && length < rest.Length && rest[length] == (byte)':')
        {
            prefixLength = length;
            int localLength = XmlNames.NcNameLength(rest[(length + 1)..]);
            length += 1 + localLength;
            if (localLength == 0 || At(start + length) == (byte)':')
            {
                Fail(XmlError.InvalidName, start);
                return -1;
            }
        }

        if (length is > 0 and <= XmlLimits.MaxNameLength)
        {
            return start + length;
        }

        Fail(length > 0 ? XmlError.NameTooLong : rest.IsEmpty ? XmlError.UnexpectedEnd : XmlError.InvalidName, start);
        return -1;
    }

    /// <summary>Whether two names of the text are the same. See <see cref="XmlNames.Key"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsSameName(ulong key, int start, int length, ulong otherKey, int otherStart, int otherLength)
        => key == otherKey
            && length == otherLength
            && (length <= sizeof(ulong) || _text.Slice(start, length).SequenceEqual(_text.Slice(otherStart, length)));

    private void Enter(int nameStart, int nameLength)
    {
        ref OpenTag open = ref XmlScratch.Next(ref _scratch.Open, _depth);
        open.NameStart = nameStart;
        open.NameLength = nameLength;
        open.NameKey = XmlNames.Key(_text, nameStart, nameLength);
        open.BindingCount = _bindingCount;
        open.DefaultBinding = _defaultBinding;
        _depth++;
        _rootSeen = true;
    }

    private void Leave()
    {
        ref readonly OpenTag open = ref _scratch.Open[--_depth];
        _bindingCount = open.BindingCount;
        _defaultBinding = open.DefaultBinding;
    }
}
