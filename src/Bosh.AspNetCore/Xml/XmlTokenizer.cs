using System.Runtime.CompilerServices;

namespace Bosh.AspNetCore.Xml;

/// <summary>
/// Reads one document, or one element of a stream, from a contiguous text that is known to be UTF-8 without forbidden characters
/// (<see cref="XmlChars.AreValid"/>). Strict (XML 1.0 fifth edition and Namespaces in XML 1.0, without comments, processing instructions
/// and document types), and without allocation: it says where things stand and copies nothing.
/// <code>
/// [1]  document ::= XMLDecl? S? element S?
/// [39] element  ::= EmptyElemTag | STag content ETag
/// [43] content  ::= (CharData | Reference | CDSect | element)*
/// </code>
/// </summary>
internal ref partial struct XmlTokenizer
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly ReadOnlySpan<byte> _outer;
    private readonly XmlScratch _scratch;
    private readonly int _owner;
    private readonly XmlLimits _limits;
    private int _position;
    private int _depth;

    /// <summary>
    /// The block before the one that is searched for marks next; and its marks that have not been taken, none of which stands before
    /// <see cref="_position"/>.
    /// </summary>
    private int _block;
    private ulong _marks;

    private int _bindingCount;

    /// <summary>The declaration of the default namespace that is in force; -1 when none is.</summary>
    private int _defaultBinding;

    /// <summary>Whether a name in the start tag has a prefix.</summary>
    private bool _hasPrefixes;

    private bool _rootSeen;

    /// <summary>Whether the tag that was read last is that of an empty element, which is left at the next read.</summary>
    private bool _leaveEmpty;

    /// <summary>A tokenizer for a document.</summary>
    public XmlTokenizer(ReadOnlySpan<byte> text, XmlLimits limits)
        : this(text, limits, default, default)
    {
    }

    /// <summary>A tokenizer for one element that stood in a stream.</summary>
    /// <param name="text">The element, whole.</param>
    /// <param name="limits">What is taken at most.</param>
    /// <param name="outer">The text in which the declarations stand that were in scope around the element.</param>
    /// <param name="outerBindings">Those declarations.</param>
    public XmlTokenizer(ReadOnlySpan<byte> text, XmlLimits limits, ReadOnlySpan<byte> outer, ReadOnlySpan<NamespaceBinding> outerBindings)
    {
        _text = text;
        _limits = limits;
        _outer = outer;
        _scratch = XmlScratch.Take();
        _owner = _scratch.Owner;
        _defaultBinding = -1;
        _block = -XmlMarks.BlockSize;
        foreach (ref readonly NamespaceBinding binding in outerBindings)
        {
            NextBinding(binding.PrefixLength == 0) = binding with { IsOuter = true, IsUsed = false };
        }
    }

    public XmlTokenKind Kind { get; private set; }

    public XmlError Error { get; private set; }

    /// <summary>What is wrong with the text, as far as it has been read.</summary>
    public readonly XmlFault Fault => Error == XmlError.None ? XmlFault.None : new(Error, TokenStart);

    /// <summary>Where the token begins, or where the error is.</summary>
    public int TokenStart { get; private set; }

    /// <summary>Where the token ends: the offset of the first byte after it.</summary>
    public readonly int TokenEnd => _position;

    /// <summary>How many elements are open: 1 in the root. The start tag of an empty element counts until the next read.</summary>
    public readonly int Depth => _depth;

    /// <summary>Whether the start tag is that of an empty element.</summary>
    public readonly bool IsEmptyElement => _leaveEmpty;

    public int NameStart { get; private set; }

    public int NameLength { get; private set; }

    /// <summary>The length of the prefix of the tag's name, without its colon; 0 when it has none.</summary>
    public int PrefixLength { get; private set; }

    /// <summary>The index of the declaration that gives the start tag its namespace; -1 when it is in none.</summary>
    public int Binding { get; private set; }

    public int AttributeCount { get; private set; }

    public readonly ReadOnlySpan<byte> Name => _text.Slice(NameStart, NameLength);

    public readonly ReadOnlySpan<byte> LocalName => PrefixLength == 0 ? Name : Name[(PrefixLength + 1)..];

    public readonly ReadOnlySpan<XmlAttribute> Attributes => _scratch.Attributes.AsSpan(0, AttributeCount);

    public readonly ReadOnlySpan<byte> Local(in XmlAttribute attribute) => _text.Slice(attribute.LocalStart, attribute.LocalLength);

    public readonly ReadOnlySpan<byte> Prefix(in XmlAttribute attribute) => _text.Slice(attribute.NameStart, attribute.PrefixLength);

    public readonly ReadOnlySpan<byte> Value(in XmlAttribute attribute) => _text.Slice(attribute.ValueStart, attribute.ValueLength);

    /// <summary>Passes over a byte order mark and the XML declaration, where the text begins with them.</summary>
    public bool ReadDeclaration()
    {
        if (_text.StartsWith("\uFEFF"u8))
        {
            _position = 3;
        }

        int length = XmlDeclaration.Read(_text[_position..], out XmlError error);
        if (error != XmlError.None)
        {
            return Fail(error, _position);
        }

        GoTo(_position + length);
        return true;
    }

    /// <summary>Reads the next token.</summary>
    /// <returns>False at the end of the text, and when <see cref="Error"/> says what is wrong with it.</returns>
    /// <exception cref="InvalidOperationException">Another tokenizer has begun on this thread, and has its tables.</exception>
    public bool Read()
    {
        if (_scratch.Owner != _owner)
        {
            throw new InvalidOperationException("A thread has one tokenizer at a time.");
        }

        if (Error != XmlError.None)
        {
            return false;
        }

        if (_leaveEmpty)
        {
            _leaveEmpty = false;
            Leave();
        }

        if (_depth == 0 && WhiteSpaceLength(_position) is > 0 and int length)
        {
            GoTo(_position + length);
        }

        TokenStart = _position;
        if (_position == _text.Length)
        {
            Kind = XmlTokenKind.None;
            return (_depth > 0 || !_rootSeen) && Fail(XmlError.UnexpectedEnd, _position);
        }

        if (_text[_position] != (byte)'<')
        {
            return _depth == 0 ? Fail(OutsideRoot(XmlError.TextNotAllowed), _position) : ReadText();
        }

        return At(_position + 1) switch
        {
            (byte)'/' => ReadEndTag(),
            (byte)'!' => ReadCData(),
            (byte)'?' => Fail(XmlError.RestrictedXml, _position),
            _ => ReadStartTag(),
        };
    }

    /// <summary>Passes over the rest of the element whose start tag was read last, checking it.</summary>
    public bool Skip()
    {
        int depth = _depth;
        while (!(Kind == XmlTokenKind.StartTag && _leaveEmpty && _depth == depth) && !(Kind == XmlTokenKind.EndTag && _depth < depth))
        {
            if (!Read())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Goes back to where the element that was read last began, to read it again.</summary>
    /// <param name="start">The start of its start tag.</param>
    public void Return(int start)
    {
        if (_leaveEmpty)
        {
            _leaveEmpty = false;
            Leave();
        }

        GoTo(start);
    }

    private readonly XmlError OutsideRoot(XmlError before) => _rootSeen ? XmlError.ContentAfterRoot : before;

    /// <summary>S*: one character, nearly always.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int WhiteSpaceLength(int start)
        => !XmlChars.IsWhiteSpace(At(start)) ? 0 : !XmlChars.IsWhiteSpace(At(start + 1)) ? 1 : LongWhiteSpaceLength(start);

    private readonly int LongWhiteSpaceLength(int start)
    {
        int length = _text[start..].IndexOfAnyExcept(XmlChars.WhiteSpace);
        return length < 0 ? _text.Length - start : length;
    }

    /// <summary>The byte there; 0, which is in no valid text, at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte At(int position) => (uint)position < (uint)_text.Length ? _text[position] : (byte)0;

    private bool Fail(XmlError error, int position)
    {
        Error = error;
        TokenStart = position;
        AttributeCount = 0;
        Kind = XmlTokenKind.None;
        return false;
    }
}
