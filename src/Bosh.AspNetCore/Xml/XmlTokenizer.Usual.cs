using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Bosh.AspNetCore.Xml;

/// <content>
/// The short way through tags as nearly all are: names of ASCII letters (or xml:lang), one space before each attribute, values in which every byte is what it
/// is. Eight bytes show a whole name mostly, and the next two marks are the quotes: all that is left to do is to look whether it is so.
/// <code>
/// &lt;message type='chat' to='juliet@example.com' xmlns='jabber:client'&gt;
///         |_word_|   ^ the second mark
///               ^ the first
/// </code>
/// What it does not know it leaves to <see cref="ReadName"/> and <see cref="ReadAnyAttributes"/>, which alone say what is wrong.
/// </content>
internal ref partial struct XmlTokenizer
{
    private const uint EmptyEnd = '/' | ('>' << 8);

    /// <summary>Reads attributes into the table as long as they are usual.</summary>
    /// <param name="position">The end of the tag's name; afterwards the end of the last attribute that was read.</param>
    /// <param name="names">The bits of their names, see <see cref="NameBit"/>.</param>
    /// <returns>
    /// Whether the tag has been read to its end. If not, the position is still that of the tag, and so are the marks: who reads the rest goes to its end.
    /// </returns>
    [MethodImpl(MethodImplOptions.NoInlining)] // See SkipUsual.
    private bool ReadUsualAttributes(ref int position, out ulong names)
    {
        // What changes is kept in registers as far as possible.
        ReadOnlySpan<byte> text = _text;
        XmlAttribute[] attributes = _scratch.Attributes;
        int block = _block;
        ulong marks = _marks;
        ulong seen = 0;
        int at = position;
        int count = 0;
        int declaration = -1;
        _ = TakeMark(text, ref block, ref marks);
        ulong word;
        while ((byte)(word = WordAt(text, at)) == (byte)' ' && (uint)count < (uint)attributes.Length)
        {
            int end = TakeUsualAttribute(text, at, word >>> 8, ref block, ref marks, out ulong key, out int nameLength);
            ulong bit = NameBit(key);
            int valueStart = at + nameLength + 3;
            if (end < 0 || (seen & bit) != 0 || (key == XmlNames.Xmlns && !IsUsualNamespace(end - valueStart)))
            {
                break;
            }

            seen |= bit;
            ref XmlAttribute attribute = ref attributes[count];
            attribute.Set(at + 1, nameLength, key, valueStart, end);
            attribute.PrefixLength = key == XmlNames.XmlLang ? "xml".Length : 0; // Which always means the same: it need not be resolved.
            declaration = key == XmlNames.Xmlns ? count : declaration;
            at = end + 1;
            count++;
        }

        position = at;
        names = seen;
        if (count > _limits.MaxAttributes)
        {
            return Fail(XmlError.TooManyAttributes, attributes[_limits.MaxAttributes].NameStart);
        }

        AttributeCount = count;
        if (declaration >= 0)
        {
            ref readonly XmlAttribute attribute = ref attributes[declaration];
            AddBinding(attribute.ValueStart, 0, attribute.ValueStart, attribute.ValueLength, decoded: null);
        }

        bool isEmpty = (ushort)word == EmptyEnd;
        bool isEnd = isEmpty || (byte)word == (byte)'>';
        if (isEnd)
        {
            _ = TakeMark(text, ref block, ref marks);
            _block = block;
            _marks = marks;
            _position = at + (isEmpty ? 2 : 1);
            _leaveEmpty = isEmpty;
        }

        return isEnd;
    }

    /// <summary>Takes an attribute, and the marks of its value.</summary>
    /// <param name="text">The text.</param>
    /// <param name="position">Where the space before it stands.</param>
    /// <param name="word">The seven bytes after that.</param>
    /// <param name="block">The block of the marks.</param>
    /// <param name="marks">The marks from the opening quote on.</param>
    /// <param name="key">The key of its name.</param>
    /// <param name="nameLength">The length of its name.</param>
    /// <returns>The place of its closing quote; -1 when it is not usual.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeUsualAttribute(
        ReadOnlySpan<byte> text, int position, ulong word, ref int block, ref ulong marks, out ulong key, out int nameLength)
    {
        int bits = XmlNames.SmallLetterBits(word);
        uint quote = (ushort)(word >>> bits) ^ (uint)'=';
        key = word & ((1UL << bits) - 1);
        nameLength = bits >>> 3;
        if (quote is not ('"' << 8 or '\'' << 8) || bits == 0)
        {
            nameLength = LongNameLength(text, position + 1);
            if (nameLength < 0)
            {
                return -1;
            }

            quote = (uint)text[position + nameLength + 2] << 8;
            key = XmlNames.Key(text, position + 1, nameLength);
        }

        _ = TakeMark(text, ref block, ref marks);
        int end = TakeMark(text, ref block, ref marks);
        return (uint)end < (uint)text.Length && text[end] == quote >>> 8 ? end : -1;
    }

    /// <summary>The length of any usual name before an equals sign and a quote; -1 when there is none.</summary>
    private static int LongNameLength(ReadOnlySpan<byte> text, int start)
    {
        bool isLang = WordAt(text, start) == XmlNames.XmlLang;
        int end = isLang ? start + sizeof(ulong) : XmlNames.AsciiEnd(text, start);
        return (isLang || XmlNames.IsAsciiName(text, start, end))
            && end - start <= XmlLimits.MaxNameLength
            && end < text.Length - 1
            && text[end] == (byte)'='
            && text[end + 1] is (byte)'"' or (byte)'\''
            ? end - start
            : -1;
    }

    /// <summary>The end of a tag's usual name; -1 when it has another one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int UsualTagNameEnd(ReadOnlySpan<byte> text, int start, ulong word)
    {
        int end = start + (XmlNames.SmallLetterBits(word) >>> 3);
        return end > start && IsTagNameEnd(text, end) ? end : LongTagNameEnd(text, start);
    }

    private static int LongTagNameEnd(ReadOnlySpan<byte> text, int start)
    {
        int end = XmlNames.AsciiEnd(text, start);
        return XmlNames.IsAsciiName(text, start, end) && end - start <= XmlLimits.MaxNameLength && IsTagNameEnd(text, end) ? end : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsTagNameEnd(ReadOnlySpan<byte> text, int position)
        => (uint)position < (uint)text.Length && text[position] is (byte)' ' or (byte)'>' or (byte)'/';

    /// <summary>The eight bytes at a place; 0 when there are not so many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong WordAt(ReadOnlySpan<byte> text, int position)
        => position <= text.Length - sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(text[position..]) : 0;
}
