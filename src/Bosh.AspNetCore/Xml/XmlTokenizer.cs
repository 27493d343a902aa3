using System.Buffers;
using System.Text;

namespace Bosh.AspNetCore.Xml;

/// <summary>
/// Reads one document, or one element of a stream, from a contiguous text that is known to be UTF-8 without forbidden characters
/// (<see cref="XmlChars.AreValid"/>). Strict (XML 1.0 fifth edition and Namespaces in XML 1.0, without comments, processing instructions
/// and document types), and without allocation: it says where things stand and copies nothing.
/// <code>
/// document ::= XMLDecl? S* element S*
/// element  ::= '&lt;' QName (S+ Attribute)* S* ('/&gt;' | '&gt;' content '&lt;/' QName S* '&gt;')
/// content  ::= (CharData | Reference | CDSect | element)*
/// </code>
/// </summary>
internal ref struct XmlTokenizer
{
    /// <summary>What matters in an attribute value.</summary>
    private static readonly SearchValues<byte> InDoubleQuotes = SearchValues.Create("\"<&\t\r\n"u8);
    private static readonly SearchValues<byte> InSingleQuotes = SearchValues.Create("'<&\t\r\n"u8);

    private readonly ReadOnlySpan<byte> _text;
    private readonly ReadOnlySpan<byte> _outer;
    private readonly XmlScratch _scratch;
    private readonly XmlLimits _limits;
    private int _position;
    private int _depth;
    private int _bindingCount;
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
        _scratch = XmlScratch.Current;
        foreach (NamespaceBinding binding in outerBindings)
        {
            XmlScratch.Grow(ref _scratch.Bindings, _bindingCount);
            _scratch.Bindings[_bindingCount++] = binding with { Depth = 0, IsOuter = true, IsUsed = false };
        }
    }

    public XmlTokenKind Kind { get; private set; }

    public XmlError Error { get; private set; }

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

    public readonly ReadOnlySpan<byte> Name => _text.Slice(NameStart, NameLength);

    public readonly ReadOnlySpan<byte> LocalName => PrefixLength == 0 ? Name : Name[(PrefixLength + 1)..];

    /// <summary>The index of the declaration that gives the start tag its namespace; -1 when it is in none.</summary>
    public int Binding { get; private set; }

    public int AttributeCount { get; private set; }

    public readonly ReadOnlySpan<XmlAttribute> Attributes => _scratch.Attributes.AsSpan(0, AttributeCount);

    /// <summary>The declarations in scope, inner ones last.</summary>
    public readonly ReadOnlySpan<NamespaceBinding> Bindings => _scratch.Bindings.AsSpan(0, _bindingCount);

    public readonly ReadOnlySpan<byte> Local(in XmlAttribute attribute) => _text.Slice(attribute.LocalStart, attribute.LocalLength);

    public readonly ReadOnlySpan<byte> Prefix(in XmlAttribute attribute) => _text.Slice(attribute.NameStart, attribute.PrefixLength);

    public readonly ReadOnlySpan<byte> Value(in XmlAttribute attribute) => _text.Slice(attribute.ValueStart, attribute.ValueLength);

    public readonly ReadOnlySpan<byte> Prefix(in NamespaceBinding binding)
        => (binding.IsOuter ? _outer : _text).Slice(binding.PrefixStart, binding.PrefixLength);

    /// <summary>The namespace name of a declaration, as it is written.</summary>
    public readonly ReadOnlySpan<byte> NamespaceName(in NamespaceBinding binding)
        => (binding.IsOuter ? _outer : _text).Slice(binding.NameStart, binding.NameLength);

    /// <summary>Whether the start tag's name is in a namespace.</summary>
    public readonly bool IsInNamespace(ReadOnlySpan<byte> name)
        => Binding < 0 ? name.IsEmpty : XmlReferences.ValueEquals(NamespaceName(_scratch.Bindings[Binding]), name);

    /// <summary>Whether the start tag is in no namespace only because none is declared around it: elsewhere there may be a default.</summary>
    public readonly bool LacksDefaultNamespace()
    {
        if (PrefixLength > 0 || Binding >= 0)
        {
            return false;
        }

        foreach (ref readonly NamespaceBinding binding in Bindings)
        {
            if (binding.PrefixLength == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether an attribute has this namespace and local name. Attributes without a prefix are in no namespace.</summary>
    public readonly bool IsAttribute(in XmlAttribute attribute, ReadOnlySpan<byte> namespaceName, ReadOnlySpan<byte> localName)
    {
        if (attribute.IsDeclaration || !Local(attribute).SequenceEqual(localName))
        {
            return false;
        }

        return AttributeNamespace(attribute).SequenceEqual(namespaceName)
            || (attribute.PrefixLength > 0 && XmlReferences.ValueEquals(AttributeNamespace(attribute), namespaceName));
    }

    /// <summary>Forgets which declarations have been relied on so far.</summary>
    public readonly void ResetUse()
    {
        foreach (ref NamespaceBinding binding in _scratch.Bindings.AsSpan(0, _bindingCount))
        {
            binding.IsUsed = false;
        }
    }

    /// <summary>Counts the start tag that was read last as relying on the declarations of its names.</summary>
    public readonly void MarkUse()
    {
        Resolve(_text.Slice(NameStart, PrefixLength));
        foreach (ref readonly XmlAttribute attribute in Attributes)
        {
            if (attribute.PrefixLength > 0 && !attribute.IsDeclaration)
            {
                Resolve(Prefix(attribute));
            }
        }
    }

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

        _position += length;
        return true;
    }

    /// <summary>Reads the next token.</summary>
    /// <returns>False at the end of the text, and when <see cref="Error"/> says what is wrong with it.</returns>
    public bool Read()
    {
        if (Error != XmlError.None)
        {
            return false;
        }

        if (_leaveEmpty)
        {
            _leaveEmpty = false;
            Leave();
        }

        if (_depth == 0)
        {
            _position += WhiteSpaceLength(_position);
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

        _position++;
        NameStart = _position;
        if (!ReadName(out int length, out int prefixLength))
        {
            return false;
        }

        NameLength = length;
        PrefixLength = prefixLength;
        XmlScratch.Grow(ref _scratch.Open, _depth);
        _scratch.Open[_depth++] = new OpenTag(NameStart, NameLength, _bindingCount);
        _rootSeen = true;
        Kind = XmlTokenKind.StartTag;
        return ReadAttributes() && ResolveNames();
    }

    /// <summary>(S+ Attribute)* S* '/'? '>'</summary>
    private bool ReadAttributes()
    {
        AttributeCount = 0;
        while (true)
        {
            int space = WhiteSpaceLength(_position);
            _position += space;
            byte b = At(_position);
            if (b == (byte)'>')
            {
                _position++;
                return true;
            }

            if (b == (byte)'/')
            {
                _leaveEmpty = At(_position + 1) == (byte)'>';
                _position += 2;
                return _leaveEmpty || Fail(XmlError.MalformedTag, _position - 1);
            }

            if (space == 0 || _position >= _text.Length)
            {
                return Fail(_position >= _text.Length ? XmlError.UnexpectedEnd : XmlError.MalformedTag, _position);
            }

            if (AttributeCount == _limits.MaxAttributes)
            {
                return Fail(XmlError.TooManyAttributes, _position);
            }

            XmlScratch.Grow(ref _scratch.Attributes, AttributeCount);
            if (!ReadAttribute(ref _scratch.Attributes[AttributeCount++]))
            {
                return false;
            }
        }
    }

    /// <summary>Attribute ::= QName S* '=' S* ('"' [^&lt;&amp;"]* '"' | "'" [^&lt;&amp;']* "'"), references allowed in the value.</summary>
    private bool ReadAttribute(ref XmlAttribute attribute)
    {
        attribute.NameStart = _position;
        if (!ReadName(out attribute.NameLength, out attribute.PrefixLength))
        {
            return false;
        }

        _position += WhiteSpaceLength(_position);
        if (At(_position) != (byte)'=')
        {
            return Fail(XmlError.MalformedAttribute, _position);
        }

        _position++;
        _position += WhiteSpaceLength(_position);
        byte quote = At(_position);
        if (quote is not ((byte)'"' or (byte)'\''))
        {
            return Fail(XmlError.MalformedAttribute, _position);
        }

        _position++;
        attribute.ValueStart = _position;
        attribute.IsEscaped = false;
        if (!ReadValue(quote, ref attribute.IsEscaped))
        {
            return false;
        }

        attribute.ValueLength = _position - attribute.ValueStart;
        _position++;
        ReadOnlySpan<byte> name = _text.Slice(attribute.NameStart, attribute.NameLength);
        attribute.IsDeclaration = attribute.PrefixLength == 0 ? name.SequenceEqual("xmlns"u8) : name.StartsWith("xmlns:"u8);
        return !attribute.IsDeclaration || Declare(attribute);
    }

    private bool ReadValue(byte quote, ref bool isEscaped)
    {
        while (true)
        {
            ReadOnlySpan<byte> rest = _text[_position..];
            int stop = quote == (byte)'"' ? rest.IndexOfAny(InDoubleQuotes) : rest.IndexOfAny(InSingleQuotes);
            if (stop < 0)
            {
                return Fail(XmlError.UnexpectedEnd, _text.Length);
            }

            _position += stop;
            byte b = rest[stop];
            if (b == quote)
            {
                return true;
            }

            if (b == (byte)'<')
            {
                return Fail(XmlError.MalformedAttribute, _position);
            }

            isEscaped = true;
            int length = b == (byte)'&' ? XmlReferences.Read(rest[stop..], out _) : 1;
            if (length == 0)
            {
                return Fail(XmlError.InvalidReference, _position);
            }

            _position += length;
        }
    }

    /// <summary>Brings a declaration into scope (Namespaces in XML, 2.2 and 3).</summary>
    private bool Declare(in XmlAttribute attribute)
    {
        ReadOnlySpan<byte> prefix = attribute.PrefixLength == 0 ? default : Local(attribute);
        ReadOnlySpan<byte> name = Value(attribute);
        bool isXmlName = XmlReferences.ValueEquals(name, XmlNames.XmlNamespace);
        if (prefix.SequenceEqual("xml"u8) != isXmlName
            || prefix.SequenceEqual("xmlns"u8)
            || XmlReferences.ValueEquals(name, XmlNames.XmlnsNamespace)
            || (!prefix.IsEmpty && name.IsEmpty))
        {
            return Fail(XmlError.InvalidNamespaceDeclaration, attribute.NameStart);
        }

        if (_bindingCount >= _limits.MaxNamespaces)
        {
            return Fail(XmlError.TooManyNamespaces, attribute.NameStart);
        }

        if (name.Length > XmlLimits.MaxNamespaceLength)
        {
            return Fail(XmlError.NameTooLong, attribute.NameStart);
        }

        XmlScratch.Grow(ref _scratch.Bindings, _bindingCount);
        _scratch.Bindings[_bindingCount++] = new NamespaceBinding
        {
            PrefixStart = attribute.LocalStart,
            PrefixLength = prefix.Length,
            NameStart = attribute.ValueStart,
            NameLength = attribute.ValueLength,
            Decoded = attribute.IsEscaped ? Encoding.UTF8.GetBytes(XmlReferences.Decode(name)) : null,
            Depth = _depth,
        };
        return true;
    }

    /// <summary>Finds the namespaces of the tag and its attributes, and refuses attributes that have the same name.</summary>
    private bool ResolveNames()
    {
        Binding = Resolve(_text.Slice(NameStart, PrefixLength));
        if (Binding < 0 && PrefixLength > 0 && !_text.Slice(NameStart, PrefixLength).SequenceEqual("xml"u8))
        {
            return Fail(XmlError.UnboundPrefix, NameStart);
        }

        for (int i = 0; i < AttributeCount; i++)
        {
            ref XmlAttribute attribute = ref _scratch.Attributes[i];
            attribute.Binding = -1;
            if (attribute.PrefixLength > 0 && !attribute.IsDeclaration)
            {
                ReadOnlySpan<byte> prefix = Prefix(attribute);
                attribute.Binding = Resolve(prefix);
                if (attribute.Binding < 0 && !prefix.SequenceEqual("xml"u8))
                {
                    return Fail(XmlError.UnboundPrefix, attribute.NameStart);
                }
            }

            for (int j = 0; j < i; j++)
            {
                if (HaveSameName(attribute, _scratch.Attributes[j]))
                {
                    return Fail(XmlError.DuplicateAttribute, attribute.NameStart);
                }
            }
        }

        return true;
    }

    private readonly bool HaveSameName(in XmlAttribute a, in XmlAttribute b)
    {
        if (a.LocalLength != b.LocalLength || !Local(a).SequenceEqual(Local(b)))
        {
            return false;
        }

        if (Prefix(a).SequenceEqual(Prefix(b)))
        {
            return true;
        }

        return a.Binding >= 0 && b.Binding >= 0 && Meaning(a.Binding).SequenceEqual(Meaning(b.Binding));
    }

    /// <summary>The namespace name of a declaration, without references.</summary>
    private readonly ReadOnlySpan<byte> Meaning(int binding)
        => _scratch.Bindings[binding].Decoded ?? NamespaceName(_scratch.Bindings[binding]);

    private readonly ReadOnlySpan<byte> AttributeNamespace(in XmlAttribute attribute)
    {
        if (attribute.PrefixLength == 0)
        {
            return default;
        }

        ReadOnlySpan<byte> prefix = Prefix(attribute);
        if (prefix.SequenceEqual("xml"u8))
        {
            return XmlNames.XmlNamespace;
        }

        int binding = Resolve(prefix);
        return binding < 0 ? default : NamespaceName(_scratch.Bindings[binding]);
    }

    /// <summary>The innermost declaration of a prefix, which is marked as used; -1 when there is none, or it says "no namespace".</summary>
    private readonly int Resolve(ReadOnlySpan<byte> prefix)
    {
        for (int i = _bindingCount - 1; i >= 0; i--)
        {
            ref NamespaceBinding binding = ref _scratch.Bindings[i];
            if (binding.PrefixLength == prefix.Length && Prefix(binding).SequenceEqual(prefix))
            {
                binding.IsUsed = true;
                return binding.NameLength == 0 ? -1 : i;
            }
        }

        return -1;
    }

    /// <summary>ETag ::= '&lt;/' QName S* '>'</summary>
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

    /// <summary>CharData and References, up to the next tag. The end of a CDATA section must not occur in it (XML 1.0, 2.4).</summary>
    private bool ReadText()
    {
        Kind = XmlTokenKind.Text;
        while (true)
        {
            ReadOnlySpan<byte> rest = _text[_position..];
            int stop = rest.IndexOfAny((byte)'<', (byte)'&', (byte)']');
            if (stop < 0)
            {
                return Fail(XmlError.UnexpectedEnd, _text.Length);
            }

            _position += stop;
            if (rest[stop] == (byte)'<')
            {
                return true;
            }

            int length = 1;
            if (rest[stop] == (byte)'&')
            {
                length = XmlReferences.Read(rest[stop..], out _);
                if (length == 0)
                {
                    return Fail(XmlError.InvalidReference, _position);
                }
            }
            else if (rest[stop..].StartsWith("]]>"u8))
            {
                return Fail(XmlError.CDataEndInText, _position);
            }

            _position += length;
        }
    }

    /// <summary>CDSect ::= '&lt;![CDATA[' (Char* - (Char* ']]&gt;' Char*)) ']]&gt;'. Comments and document types begin alike, and are refused.</summary>
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

        _position += end + 3;
        Kind = XmlTokenKind.Text;
        return true;
    }

    /// <summary>QName ::= (NCName ':')? NCName (Namespaces in XML, 4)</summary>
    private bool ReadName(out int length, out int prefixLength)
    {
        prefixLength = 0;
        ReadOnlySpan<byte> rest = _text[_position..];
        length = XmlChars.NameLength(rest);
        if (length == 0)
        {
            return Fail(rest.IsEmpty ? XmlError.UnexpectedEnd : XmlError.InvalidName, _position);
        }

        if (length > XmlLimits.MaxNameLength)
        {
            return Fail(XmlError.NameTooLong, _position);
        }

        ReadOnlySpan<byte> name = rest[..length];
        int colon = name.IndexOf((byte)':');
        if (colon >= 0)
        {
            ReadOnlySpan<byte> local = name[(colon + 1)..];
            if (colon == 0 || local.Contains((byte)':') || !XmlChars.StartsWithNameStart(local))
            {
                return Fail(XmlError.InvalidName, _position);
            }

            prefixLength = colon;
        }

        _position += length;
        return true;
    }

    private void Leave()
    {
        _depth--;
        _bindingCount = _scratch.Open[_depth].BindingCount;
    }

    private readonly XmlError OutsideRoot(XmlError before) => _rootSeen ? XmlError.ContentAfterRoot : before;

    private readonly int WhiteSpaceLength(int start)
    {
        if (start >= _text.Length || !XmlChars.IsWhiteSpace(_text[start]))
        {
            return 0;
        }

        int length = _text[start..].IndexOfAnyExcept(XmlChars.WhiteSpace);
        return length < 0 ? _text.Length - start : length;
    }

    private readonly byte At(int position) => position < _text.Length ? _text[position] : (byte)0;

    private bool Fail(XmlError error, int position)
    {
        Error = error;
        TokenStart = position;
        Kind = XmlTokenKind.None;
        return false;
    }
}
