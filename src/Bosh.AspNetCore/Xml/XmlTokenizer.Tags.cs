namespace Bosh.AspNetCore.Xml;

/// <content>Start tags with their attributes, end tags, and names.</content>
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
}
