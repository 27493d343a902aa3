using System.Buffers;
using System.Runtime.CompilerServices;

namespace Bosh.AspNetCore.Xml;

/// <content>
/// Tags.
/// <code>
/// STag, EmptyElemTag ::= '&lt;' QName (S+ Attribute)* S* '/'? '&gt;'
/// Attribute          ::= QName S* '=' S* ('"' ([^&lt;&amp;"] | Reference)* '"' | "'" ([^&lt;&amp;'] | Reference)* "'")
/// ETag               ::= '&lt;/' QName S* '&gt;'
/// </code>
/// </content>
internal ref partial struct XmlTokenizer
{
    /// <summary>What matters in an attribute value.</summary>
    private static readonly SearchValues<byte> InDoubleQuotes = SearchValues.Create("\"<&\t\r\n"u8);
    private static readonly SearchValues<byte> InSingleQuotes = SearchValues.Create("'<&\t\r\n"u8);

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

        int position = ReadName(_position + 1);
        if (position < 0)
        {
            return false;
        }

        NameStart = _position + 1;
        NameLength = position - NameStart;
        PrefixLength = _prefixLength;
        Kind = XmlTokenKind.StartTag;
        Enter();
        return ReadAttributes(position) && ResolveNames();
    }

    /// <summary>(S+ Attribute)* S* '/'? '>'</summary>
    private bool ReadAttributes(int position)
    {
        AttributeCount = 0;
        _hasPrefixes = PrefixLength > 0;
        while (true)
        {
            byte b = At(position);
            bool isSpace = XmlChars.IsWhiteSpace(b);
            if (isSpace)
            {
                position += WhiteSpaceLength(position);
                b = At(position);
            }

            if (b == (byte)'>')
            {
                _position = position + 1;
                return true;
            }

            if (b == (byte)'/')
            {
                _position = position + 2;
                _leaveEmpty = At(position + 1) == (byte)'>';
                return _leaveEmpty || Fail(XmlError.MalformedTag, position + 1);
            }

            if (!isSpace || b == 0)
            {
                return Fail(b == 0 ? XmlError.UnexpectedEnd : XmlError.MalformedTag, position);
            }

            position = ReadAttribute(position);
            if (position < 0)
            {
                return false;
            }
        }
    }

    /// <returns>The end of the attribute; -1 when it is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReadAttribute(int start)
    {
        ReadOnlySpan<byte> text = _text;
        int nameEnd = ReadName(start);
        if (nameEnd < 0)
        {
            return -1;
        }

        int valueStart = nameEnd + 2;
        if (valueStart > text.Length || text[valueStart - 2] != (byte)'=' || text[valueStart - 1] is not ((byte)'"' or (byte)'\''))
        {
            valueStart = ReadSpacedEquals(nameEnd);
            if (valueStart < 0)
            {
                return -1;
            }
        }

        byte quote = text[valueStart - 1];
        ReadOnlySpan<byte> rest = text[valueStart..];
        int valueLength = quote == (byte)'"' ? rest.IndexOfAny(InDoubleQuotes) : rest.IndexOfAny(InSingleQuotes);
        bool isEscaped = (uint)valueLength >= (uint)rest.Length || rest[valueLength] != quote;
        if (isEscaped)
        {
            valueLength = ReadEscapedValue(valueStart, quote);
            if (valueLength < 0)
            {
                return -1;
            }
        }

        return AddAttribute(start, nameEnd - start, valueStart, valueLength, isEscaped) ? valueStart + valueLength + 1 : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool AddAttribute(int nameStart, int nameLength, int valueStart, int valueLength, bool isEscaped)
    {
        int count = AttributeCount;
        if (count == _limits.MaxAttributes)
        {
            return Fail(XmlError.TooManyAttributes, nameStart);
        }

        XmlScratch.Grow(ref _scratch.Attributes, count);
        XmlAttribute[] attributes = _scratch.Attributes;
        ulong key = XmlNames.Key(_text, nameStart, nameLength);
        for (int i = 0; i < count; i++)
        {
            ref readonly XmlAttribute other = ref attributes[i];
            if (other.NameKey == key && other.NameLength == nameLength && AreSame(other.NameStart, nameStart, nameLength))
            {
                return Fail(XmlError.DuplicateAttribute, nameStart);
            }
        }

        AttributeCount = count + 1;
        ref XmlAttribute attribute = ref attributes[count];
        attribute.NameStart = nameStart;
        attribute.NameLength = nameLength;
        attribute.PrefixLength = _prefixLength;
        attribute.NameKey = key;
        attribute.ValueStart = valueStart;
        attribute.ValueLength = valueLength;
        attribute.IsEscaped = isEscaped;
        attribute.Binding = -1;
        attribute.IsDeclaration = XmlNames.IsXmlns(key, nameLength, _prefixLength);
        _hasPrefixes |= _prefixLength > 0;
        return !attribute.IsDeclaration || Declare(attribute);
    }

    /// <summary>S* '=' S* and the opening quote.</summary>
    private int ReadSpacedEquals(int position)
    {
        position += WhiteSpaceLength(position);
        if (At(position) == (byte)'=')
        {
            position++;
            position += WhiteSpaceLength(position);
            if (At(position) is (byte)'"' or (byte)'\'')
            {
                return position + 1;
            }
        }

        Fail(XmlError.MalformedAttribute, position);
        return -1;
    }

    /// <summary>The rest of a value, from its opening quote to after the closing one.</summary>
    private int ReadEscapedValue(int start, byte quote)
    {
        int position = start;
        while (true)
        {
            ReadOnlySpan<byte> rest = _text[position..];
            int stop = quote == (byte)'"' ? rest.IndexOfAny(InDoubleQuotes) : rest.IndexOfAny(InSingleQuotes);
            if (stop < 0)
            {
                Fail(XmlError.UnexpectedEnd, _text.Length);
                return -1;
            }

            position += stop + 1;
            byte b = rest[stop];
            if (b == quote)
            {
                return position - start - 1;
            }

            if (b == (byte)'<')
            {
                Fail(XmlError.MalformedAttribute, position - 1);
                return -1;
            }

            if (b == (byte)'&')
            {
                int length = XmlReferences.Length(rest[stop..]);
                if (length == 0)
                {
                    Fail(XmlError.InvalidReference, position - 1);
                    return -1;
                }

                position += length - 1;
            }
        }
    }

    /// <summary>Whether two names with the same key and length are the same.</summary>
    private readonly bool AreSame(int one, int other, int length)
        => length <= sizeof(ulong) || _text.Slice(one, length).SequenceEqual(_text.Slice(other, length));

    private bool ReadEndTag()
    {
        if (_depth == 0)
        {
            return Fail(OutsideRoot(XmlError.MismatchedTag), _position);
        }

        OpenTag open = _scratch.Open[_depth - 1];
        ReadOnlySpan<byte> name = _text.Slice(open.NameStart, open.NameLength);
        ReadOnlySpan<byte> rest = _text[(_position + 2)..];
        if (!rest.StartsWith(name))
        {
            return name.StartsWith(rest) ? Fail(XmlError.UnexpectedEnd, _text.Length) : Fail(XmlError.MismatchedTag, _position);
        }

        int end = _position + 2 + open.NameLength;
        end += WhiteSpaceLength(end);
        if (At(end) != (byte)'>')
        {
            return Fail(end >= _text.Length ? XmlError.UnexpectedEnd : XmlError.MismatchedTag, _position);
        }

        _position = end + 1;
        Kind = XmlTokenKind.EndTag;
        Leave();
        return true;
    }

    /// <summary>QName ::= (NCName ':')? NCName</summary>
    /// <returns>Its end, and in <see cref="_prefixLength"/> the length of its prefix; -1 when it is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReadName(int start)
    {
        int end = XmlNames.AsciiEnd(_text, start);
        if (!XmlNames.IsAsciiName(_text, start, end) || end - start > XmlLimits.MaxNameLength)
        {
            return ReadUnusualName(start);
        }

        _prefixLength = 0;
        return end;
    }

    private int ReadUnusualName(int start)
    {
        ReadOnlySpan<byte> rest = _text[start..];
        int length = XmlNames.NcNameLength(rest);
        _prefixLength = 0;
        if (length > 0 && length < rest.Length && rest[length] == (byte)':')
        {
            _prefixLength = length;
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

    private void Enter()
    {
        XmlScratch.Grow(ref _scratch.Open, _depth);
        _scratch.Open[_depth++] = new OpenTag(NameStart, NameLength, _bindingCount, _defaultBinding);
        _rootSeen = true;
    }

    private void Leave()
    {
        ref readonly OpenTag open = ref _scratch.Open[--_depth];
        _bindingCount = open.BindingCount;
        _defaultBinding = open.DefaultBinding;
    }
}
