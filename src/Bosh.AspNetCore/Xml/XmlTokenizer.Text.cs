using System.Numerics;
using System.Runtime.CompilerServices;

namespace Bosh.AspNetCore.Xml;

/// <content>
/// Text between tags, and the marks that it ends at (<see cref="XmlMarks"/>).
/// <code>
/// [14] CharData ::= [^&lt;&amp;]* - ([^&lt;&amp;]* ']]&gt;' [^&lt;&amp;]*)
/// [18] CDSect   ::= '&lt;![CDATA[' (Char* - (Char* ']]&gt;' Char*)) ']]&gt;'
/// </code>
/// </content>
internal ref partial struct XmlTokenizer
{
    /// <summary>(CharData | Reference)+, up to the next tag. The end of a CDATA section must not occur in it.</summary>
    private bool ReadText()
    {
        ReadOnlySpan<byte> text = _text;
        int block = _block;
        ulong marks = _marks;
        Kind = XmlTokenKind.Text;
        while (true)
        {
            int at = TakeMark(text, ref block, ref marks);
            if ((uint)at >= (uint)text.Length)
            {
                return Fail(XmlError.UnexpectedEnd, text.Length);
            }

            byte b = text[at];
            if (b == (byte)'<')
            {
                _position = at;
                _block = block;
                _marks = marks | (1UL << (at - block));
                return true;
            }

            if (b == (byte)'&' && XmlReferences.Length(text[at..]) == 0)
            {
                return Fail(XmlError.InvalidReference, at);
            }

            // A text comes after a >, so what stands before one in it is text too.
            if (b == (byte)'>' && text[at - 1] == (byte)']' && text[at - 2] == (byte)']')
            {
                return Fail(XmlError.CDataEndInText, at - 2);
            }
        }
    }

    /// <summary>CDSect. Comments and document types begin alike, and are refused.</summary>
    private bool ReadCData()
    {
        ReadOnlySpan<byte> rest = _text[_position..];
        if (!rest.StartsWith("<![CDATA["u8))
        {
            return Fail(XmlError.RestrictedXml, _position);
        }

        if (_depth == 0)
        {
            return Fail(OutsideRoot(XmlError.TextNotAllowed), _position);
        }

        int end = rest.IndexOf("]]>"u8);
        if (end < 0)
        {
            return Fail(XmlError.UnexpectedEnd, _text.Length);
        }

        GoTo(_position + end + 3);
        Kind = XmlTokenKind.Text;
        return true;
    }

    /// <summary>Takes the next mark.</summary>
    /// <returns>Its place; one beyond the text when there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeMark(ReadOnlySpan<byte> text, ref int block, ref ulong marks)
    {
        while (marks == 0)
        {
            block += XmlMarks.BlockSize;
            if (block >= text.Length)
            {
                return text.Length;
            }

            marks = XmlMarks.FindWithEscapes(text, block);
        }

        int mark = block + BitOperations.TrailingZeroCount(marks);
        marks &= marks - 1;
        return mark;
    }

    /// <summary>Goes on at a place, without having taken the marks before it one by one.</summary>
    private void GoTo(int position)
    {
        _position = position;
        _block = position - XmlMarks.BlockSize;
        _marks = 0;
    }
}
