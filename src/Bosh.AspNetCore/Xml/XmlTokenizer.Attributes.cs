using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bosh.AspNetCore.Xml;

/// <content>
/// Attributes, and the declarations among them.
/// <code>
/// [ns15] Attribute ::= NSAttName Eq AttValue | QName Eq AttValue
/// [ns1]  NSAttName ::= 'xmlns:' NCName | 'xmlns'
/// [25]   Eq        ::= S? '=' S?
/// [10]   AttValue  ::= '"' ([^&lt;&amp;"] | Reference)* '"' | "'" ([^&lt;&amp;'] | Reference)* "'"
/// </code>
/// </content>
internal ref partial struct XmlTokenizer
{
    /// <summary>What matters in an attribute value.</summary>
    private static readonly SearchValues<byte> InDoubleQuotes = SearchValues.Create("\"<&\t\r\n"u8);
    private static readonly SearchValues<byte> InSingleQuotes = SearchValues.Create("'<&\t\r\n"u8);

    /// <summary>(S Attribute)* S? '/'? '>'</summary>
    private bool ReadAttributes(int position)
    {
        AttributeCount = 0;
        _hasPrefixes = PrefixLength > 0;
        return ReadUsualAttributes(ref position, out ulong names) || (Error == XmlError.None && ReadAnyAttributes(position, names));
    }

    /// <summary>Goes on after the attributes that have been read, to the end of the tag.</summary>
    /// <param name="position">Where the last of them ends, or the tag's name.</param>
    /// <param name="names">The bits of their names, see <see cref="NameBit"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ReadAnyAttributes(int position, ulong names)
    {
        ReadOnlySpan<byte> text = _text;
        for (int count = AttributeCount; ; count++)
        {
            byte b = (uint)position < (uint)text.Length ? text[position] : (byte)0;
            bool isSpace = XmlChars.IsWhiteSpace(b);
            if (isSpace)
            {
                position++;
                b = (uint)position < (uint)text.Length ? text[position] : (byte)0;
                if (XmlChars.IsWhiteSpace(b))
                {
                    position += WhiteSpaceLength(position);
                    b = At(position);
                }
            }

            if (b == (byte)'>')
            {
                AttributeCount = count;
                GoTo(position + 1);
                return true;
            }

            if (b == (byte)'/')
            {
                AttributeCount = count;
                GoTo(position + 2);
                _leaveEmpty = At(position + 1) == (byte)'>';
                return _leaveEmpty || Fail(XmlError.MalformedTag, position + 1);
            }

            if (!isSpace || b == 0)
            {
                return Fail(b == 0 ? XmlError.UnexpectedEnd : XmlError.MalformedTag, position);
            }

            if (count == _limits.MaxAttributes)
            {
                return Fail(XmlError.TooManyAttributes, position);
            }

            ref XmlAttribute attribute = ref XmlScratch.Next(ref _scratch.Attributes, count);
            position = ReadAttribute(text, position, ref attribute);
            if (position < 0)
            {
                return false;
            }

            ulong bit = NameBit(attribute.NameKey);
            if ((names & bit) != 0 && IsKnown(attribute, count))
            {
                return Fail(XmlError.DuplicateAttribute, attribute.NameStart);
            }

            names |= bit;
            if (attribute.IsDeclaration && !Declare(attribute))
            {
                return false;
            }
        }
    }

    /// <summary>One bit of 64 for each name: as long as all set different ones, no two of them are the same.</summary>
    private static ulong NameBit(ulong key) => 1UL << (int)((key * 0x9E37_79B9_7F4A_7C15) >> 58);

    /// <summary>Reads one attribute into the table.</summary>
    /// <returns>Its end; -1 when it is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReadAttribute(ReadOnlySpan<byte> text, int start, ref XmlAttribute attribute)
    {
        int nameEnd = ReadName(text, start, out int prefixLength);
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
        int end = ValueEnd(text, valueStart, quote);
        bool isEscaped = (uint)end >= (uint)text.Length || text[end] != quote;
        if (isEscaped)
        {
            end = ReadEscapedValue(valueStart, quote);
            if (end < 0)
            {
                return -1;
            }
        }

        int nameLength = nameEnd - start;
        ulong key = XmlNames.Key(text, start, nameLength);
        attribute.NameStart = start;
        attribute.NameLength = nameLength;
        attribute.PrefixLength = prefixLength;
        attribute.NameKey = key;
        attribute.ValueStart = valueStart;
        attribute.ValueLength = end - valueStart;
        attribute.IsEscaped = isEscaped;
        attribute.Binding = -1;
        attribute.IsDeclaration = XmlNames.IsXmlns(key, nameLength, prefixLength);
        if (prefixLength > 0)
        {
            _hasPrefixes = true;
        }

        return end + 1;
    }

    /// <summary>
    /// The first byte in a value that is not just what it is, or the end of the text. Values are short: one block is looked at in place, because a
    /// call of the platform's search costs as much. In a valid text no bytes but tabs and line ends are below that of the space.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ValueEnd(ReadOnlySpan<byte> text, int start, byte quote)
    {
        if (text.Length - start >= Vector512<byte>.Count)
        {
            Vector512<byte> block = Vector512.Create(text.Slice(start, Vector512<byte>.Count));
            ulong stops = (Vector512.Equals(block, Vector512.Create(quote))
                | Vector512.Equals(block, Vector512.Create((byte)'<'))
                | Vector512.Equals(block, Vector512.Create((byte)'&'))
                | Vector512.LessThan(block, Vector512.Create((byte)' '))).ExtractMostSignificantBits();
            if (stops != 0)
            {
                return start + BitOperations.TrailingZeroCount(stops);
            }
        }

        int length = text[start..].IndexOfAny(quote == (byte)'"' ? InDoubleQuotes : InSingleQuotes);
        return length < 0 ? text.Length : start + length;
    }

    /// <summary>Whether one of the attributes before has the same name (XML 1.0, 3.1).</summary>
    private readonly bool IsKnown(in XmlAttribute attribute, int count)
    {
        foreach (ref readonly XmlAttribute other in _scratch.Attributes.AsSpan(0, count))
        {
            if (IsSameName(other.NameKey, other.NameStart, other.NameLength, attribute.NameKey, attribute.NameStart, attribute.NameLength))
            {
                return true;
            }
        }

        return false;
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

    /// <summary>A value with references or line ends.</summary>
    /// <returns>Its end; -1 when it is none.</returns>
    private int ReadEscapedValue(int start, byte quote)
    {
        int position = start;
        while (true)
        {
            position = ValueEnd(_text, position, quote);
            switch (At(position))
            {
                case 0:
                    Fail(XmlError.UnexpectedEnd, _text.Length);
                    return -1;
                case var b when b == quote:
                    return position;
                case (byte)'<':
                    Fail(XmlError.MalformedAttribute, position);
                    return -1;
                case (byte)'&':
                    int length = XmlReferences.Length(_text[position..]);
                    if (length == 0)
                    {
                        Fail(XmlError.InvalidReference, position);
                        return -1;
                    }

                    position += length;
                    break;
                default:
                    position++;
                    break;
            }
        }
    }
}
