using System.Buffers;

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
        _hasPrefixes = PrefixLength > 0;
        return ReadUsualAttributes(ref position, out ulong names) || (Error == XmlError.None && ReadAnyAttributes(position, names));
    }

    /// <summary>Goes on after the attributes that have been read, to the end of the tag, and with the marks after it.</summary>
    /// <param name="position">Where the last of them ends, or the tag's name.</param>
    /// <param name="names">The bits of their names, see <see cref="NameBit"/>.</param>
    private bool ReadAnyAttributes(int position, ulong names)
    {
        for (int count = AttributeCount; ; count++)
        {
            int space = WhiteSpaceLength(position);
            position += space;
            byte b = At(position);
            if (b is (byte)'>' or (byte)'/')
            {
                _leaveEmpty = b == (byte)'/';
                position += _leaveEmpty ? 1 : 0;
                AttributeCount = count;
                GoTo(position + 1);
                return At(position) == (byte)'>' || Fail(XmlError.MalformedTag, position);
            }

            if (space == 0 || b == 0)
            {
                return Fail(b == 0 ? XmlError.UnexpectedEnd : XmlError.MalformedTag, position);
            }

            if (count == _limits.MaxAttributes)
            {
                return Fail(XmlError.TooManyAttributes, position);
            }

            ref XmlAttribute attribute = ref XmlScratch.Next(ref _scratch.Attributes, count);
            position = ReadAttribute(position, ref attribute);
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

    /// <summary>Reads one attribute into the table.</summary>
    /// <returns>Its end; -1 when it is none.</returns>
    private int ReadAttribute(int start, ref XmlAttribute attribute)
    {
        int nameEnd = ReadName(start, out int prefixLength);
        int valueStart = nameEnd < 0 ? -1 : ReadEquals(nameEnd);
        if (valueStart < 0)
        {
            return -1;
        }

        int end = ReadValue(valueStart, _text[valueStart - 1], out bool isEscaped);
        if (end < 0)
        {
            return -1;
        }

        attribute.Set(start, nameEnd - start, XmlNames.Key(_text, start, nameEnd - start), valueStart, end);
        attribute.PrefixLength = prefixLength;
        attribute.IsEscaped = isEscaped;
        attribute.IsDeclaration = XmlNames.IsXmlns(attribute.NameKey, attribute.NameLength, prefixLength);
        _hasPrefixes |= prefixLength > 0;
        return end + 1;
    }

    /// <summary>S* '=' S* and the opening quote.</summary>
    /// <returns>The place after that; -1 when there is none.</returns>
    private int ReadEquals(int position)
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

    /// <summary>A value, up to its closing quote.</summary>
    /// <param name="start">The place after the opening quote.</param>
    /// <param name="quote">The quote.</param>
    /// <param name="isEscaped">Whether there are references, tabs or line ends in it.</param>
    /// <returns>The place of the closing quote; -1 when it is none.</returns>
    private int ReadValue(int start, byte quote, out bool isEscaped)
    {
        SearchValues<byte> stops = quote == (byte)'"' ? InDoubleQuotes : InSingleQuotes;
        isEscaped = false;
        for (int position = start; ; isEscaped = true)
        {
            int length = _text[position..].IndexOfAny(stops);
            position = length < 0 ? _text.Length : position + length;
            byte b = At(position);
            if (b == quote)
            {
                return position;
            }

            if (b is 0 or (byte)'<')
            {
                Fail(b == 0 ? XmlError.UnexpectedEnd : XmlError.MalformedAttribute, position);
                return -1;
            }

            int skipped = b == (byte)'&' ? XmlReferences.Length(_text[position..]) : 1;
            if (skipped == 0)
            {
                Fail(XmlError.InvalidReference, position);
                return -1;
            }

            position += skipped;
        }
    }
}
