using System.Runtime.CompilerServices;

namespace Bosh.AspNetCore.Xml;

/// <content>
/// The short way through what nobody wants to see in detail: the inside of stanzas. It checks all that <see cref="Read"/> checks. But it tells nobody what it
/// sees, which is most of the work of reading, and so it keeps what changes in registers from one tag to the next.
/// <code>
/// usual     ::= (text | tag | endtag)*
/// text      ::= [^&lt;&amp;]*, without ']&gt;'
/// tag       ::= '&lt;' name (' ' attribute)* '/'? '&gt;'
/// endtag    ::= '&lt;/' the name of the tag '&gt;'
/// attribute ::= (name | 'xml:lang') ('="' value '"' | "='" value "'")
/// name      ::= [A-Za-z_] [A-Za-z0-9._-]*
/// value     ::= [^&lt;&gt;&amp;"'#x9#xA#xD]*
/// </code>
/// Before anything else it stops, for <see cref="Read"/> to read it, or to say what is wrong with it; and before a tag that is in no namespace because there is
/// no default one (<see cref="LacksDefaultNamespace"/>).
/// </content>
internal ref partial struct XmlTokenizer
{
    /// <summary>
    /// Passes over what is usual in the element that is open, and in those in it, up to its end tag. If it stops before, <see cref="Kind"/> and all that is
    /// said of a token stay those of the one that was read last.
    /// </summary>
    /// <param name="depth">The depth of that element.</param>
    /// <param name="watched">A namespace name, or none: it stops before a tag that makes it the default one.</param>
    /// <returns>Whether all of it was usual: then its end tag is the token that was read last.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)] // In a method that is large already the compiler would no longer inline what is called here.
    public bool SkipUsual(int depth, scoped ReadOnlySpan<byte> watched)
    {
        if (_depth < depth || _leaveEmpty || Error != XmlError.None || _scratch.Owner != _owner)
        {
            return false;
        }

        ReadOnlySpan<byte> text = _text;
        int block = _block;
        ulong marks = _marks;
        int position = _position;
        while (SkipText(text, ref position, ref block, ref marks))
        {
            int start = position;
            ulong word = WordAt(text, position + 1);
            bool isUsual = (byte)word == (byte)'/'
                ? SkipEndTag(text, ref position, ref block, ref marks)
                : SkipStartTag(text, word, watched, ref position, ref block, ref marks);
            if (!isUsual)
            {
                break;
            }

            if (_depth < depth)
            {
                Kind = XmlTokenKind.EndTag;
                TokenStart = start;
                _position = position;
                _block = block;
                _marks = marks;
                return true;
            }
        }

        GoTo(position);
        return false;
    }

    /// <summary>Passes over text up to a tag: a quote means nothing there, and neither does a &gt; that ends no CDATA section.</summary>
    /// <returns>Whether there is a tag, whose mark is taken.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool SkipText(ReadOnlySpan<byte> text, ref int position, ref int block, ref ulong marks)
    {
        while (true)
        {
            int at = TakeMark(text, ref block, ref marks);
            if ((uint)at >= (uint)text.Length)
            {
                return false;
            }

            byte b = text[at];
            if (b == (byte)'<')
            {
                position = at;
                return true;
            }

            if (b == (byte)'&' || (b == (byte)'>' && text[at - 1] == (byte)']'))
            {
                return false;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool SkipEndTag(ReadOnlySpan<byte> text, ref int position, ref int block, ref ulong marks)
    {
        ref readonly OpenTag tag = ref _scratch.Open[_depth - 1];
        int start = position + 2;
        int end = TakeMark(text, ref block, ref marks);
        if ((uint)end >= (uint)text.Length
            || text[end] != (byte)'>'
            || !IsSameName(tag.NameKey, tag.NameStart, tag.NameLength, XmlNames.Key(text, start, end - start), start, end - start))
        {
            return false;
        }

        Leave();
        position = end + 1;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool SkipStartTag(ReadOnlySpan<byte> text, ulong word, scoped ReadOnlySpan<byte> watched, ref int position, ref int block, ref ulong marks)
    {
        int nameStart = position + 1;
        int nameEnd = UsualTagNameEnd(text, nameStart, word);
        if (nameEnd < 0 || _depth == _limits.MaxDepth)
        {
            return false;
        }

        int at = nameEnd;
        int count = 0;
        ulong names = 0;
        int namespaceStart = 0;
        int namespaceLength = 0;
        while ((byte)(word = WordAt(text, at)) == (byte)' ')
        {
            int end = TakeUsualAttribute(text, at, word >>> 8, ref block, ref marks, out ulong key, out int nameLength);
            ulong bit = NameBit(key);
            if (end < 0 || (names & bit) != 0)
            {
                return false;
            }

            int valueStart = at + nameLength + 3;
            if (key == XmlNames.Xmlns)
            {
                namespaceStart = valueStart;
                namespaceLength = end - valueStart;
                if (!IsUsualNamespace(namespaceLength) || (!watched.IsEmpty && text[valueStart..end].SequenceEqual(watched)))
                {
                    return false;
                }
            }

            names |= bit;
            at = end + 1;
            count++;
        }

        bool declares = namespaceStart > 0;
        bool isEmpty = (ushort)word == EmptyEnd;
        if ((!isEmpty && (byte)word != (byte)'>') || count > _limits.MaxAttributes || (!declares && _defaultBinding < 0))
        {
            return false;
        }

        if (!declares)
        {
            _scratch.Bindings[_defaultBinding].IsUsed = true;
        }

        // Nobody asks whether the element's own declaration is used, or what an empty element declares.
        if (!isEmpty)
        {
            Enter(nameStart, nameEnd - nameStart);
            if (declares)
            {
                AddBinding(namespaceStart, 0, namespaceStart, namespaceLength, decoded: null);
            }
        }

        _ = TakeMark(text, ref block, ref marks);
        position = at + (isEmpty ? 2 : 1);
        return true;
    }
}
