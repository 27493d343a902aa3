using System.Text;

namespace Bosh.AspNetCore.Xml;

/// <content>Namespaces in XML 1.0: declarations, what is in scope, and which names are the same.</content>
internal ref partial struct XmlTokenizer
{
    /// <summary>The declarations in scope, inner ones last.</summary>
    public readonly ReadOnlySpan<NamespaceBinding> Bindings => _scratch.Bindings.AsSpan(0, _bindingCount);

    /// <summary>Whether the start tag is in no namespace only because none is declared around it: elsewhere there may be a default.</summary>
    public readonly bool LacksDefaultNamespace => PrefixLength == 0 && _defaultBinding < 0;

    public readonly ReadOnlySpan<byte> Prefix(in NamespaceBinding binding)
        => (binding.IsOuter ? _outer : _text).Slice(binding.PrefixStart, binding.PrefixLength);

    /// <summary>The namespace name of a declaration, as it is written.</summary>
    public readonly ReadOnlySpan<byte> WrittenNamespace(in NamespaceBinding binding)
        => (binding.IsOuter ? _outer : _text).Slice(binding.NameStart, binding.NameLength);

    /// <summary>The namespace name of a declaration, references resolved.</summary>
    public readonly ReadOnlySpan<byte> Namespace(in NamespaceBinding binding) => binding.Decoded ?? WrittenNamespace(binding);

    /// <summary>Whether the start tag's name is in a namespace.</summary>
    public readonly bool IsInNamespace(ReadOnlySpan<byte> name)
        => Binding < 0 ? name.IsEmpty : Namespace(_scratch.Bindings[Binding]).SequenceEqual(name);

    /// <summary>Whether an attribute has this namespace and local name. Attributes without a prefix are in no namespace.</summary>
    public readonly bool IsAttribute(in XmlAttribute attribute, ReadOnlySpan<byte> namespaceName, ReadOnlySpan<byte> localName)
        => !attribute.IsDeclaration
            && Local(attribute).SequenceEqual(localName)
            && (attribute.PrefixLength == 0 ? default
                : attribute.Binding < 0 ? XmlNames.XmlNamespace
                : Namespace(_scratch.Bindings[attribute.Binding])).SequenceEqual(namespaceName);

    /// <summary>Whether the start tag has an attribute with this namespace and local name.</summary>
    public readonly bool HasAttribute(ReadOnlySpan<byte> namespaceName, ReadOnlySpan<byte> localName)
    {
        foreach (ref readonly XmlAttribute attribute in Attributes)
        {
            if (attribute.LocalLength == localName.Length && IsAttribute(attribute, namespaceName, localName))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Forgets which declarations have been relied on so far.</summary>
    public readonly void ResetUse()
    {
        foreach (ref NamespaceBinding binding in _scratch.Bindings.AsSpan(0, _bindingCount))
        {
            binding.IsUsed = false;
        }
    }

    /// <summary>Brings a declaration into scope (Namespaces in XML, 2.2 and 3).</summary>
    private bool Declare(in XmlAttribute attribute)
    {
        ReadOnlySpan<byte> prefix = attribute.PrefixLength == 0 ? default : Local(attribute);
        byte[]? decoded = attribute.IsEscaped ? Encoding.UTF8.GetBytes(XmlReferences.Decode(Value(attribute))) : null;
        ReadOnlySpan<byte> name = decoded ?? Value(attribute);
        if (prefix.SequenceEqual("xml"u8) != name.SequenceEqual(XmlNames.XmlNamespace)
            || prefix.SequenceEqual("xmlns"u8)
            || name.SequenceEqual(XmlNames.XmlnsNamespace)
            || (!prefix.IsEmpty && name.IsEmpty))
        {
            return Fail(XmlError.InvalidNamespaceDeclaration, attribute.NameStart);
        }

        if (_bindingCount >= _limits.MaxNamespaces)
        {
            return Fail(XmlError.TooManyNamespaces, attribute.NameStart);
        }

        if (attribute.ValueLength > XmlLimits.MaxNamespaceLength)
        {
            return Fail(XmlError.NameTooLong, attribute.NameStart);
        }

        if (prefix.SequenceEqual("xml"u8))
        {
            // It says what holds anyway, everywhere.
            return true;
        }

        AddBinding(attribute.LocalStart, prefix.Length, attribute.ValueStart, attribute.ValueLength, decoded);
        return true;
    }

    /// <summary>Whether a default namespace of that length may be declared, whatever it says: no reserved name is as long, and there is room for it.</summary>
    private readonly bool IsUsualNamespace(int length)
        => length != XmlNames.XmlNamespace.Length
            && length != XmlNames.XmlnsNamespace.Length
            && length <= XmlLimits.MaxNamespaceLength
            && _bindingCount < _limits.MaxNamespaces;

    private void AddBinding(int prefixStart, int prefixLength, int nameStart, int nameLength, byte[]? decoded)
    {
        ref NamespaceBinding binding = ref NextBinding(isDefault: prefixLength == 0);
        binding.PrefixStart = prefixStart;
        binding.PrefixLength = prefixLength;
        binding.NameStart = nameStart;
        binding.NameLength = nameLength;
        binding.Decoded = decoded;
        binding.IsOuter = false;
        binding.IsUsed = false;
    }

    /// <summary>The place for one more declaration.</summary>
    private ref NamespaceBinding NextBinding(bool isDefault)
    {
        _defaultBinding = isDefault ? _bindingCount : _defaultBinding;
        return ref XmlScratch.Next(ref _scratch.Bindings, _bindingCount++);
    }

    /// <summary>Finds the namespaces of the tag and its attributes, and refuses attributes that have the same name.</summary>
    private bool ResolveNames()
    {
        if (!TryResolve(NameStart, PrefixLength, out int binding))
        {
            return Fail(XmlError.UnboundPrefix, NameStart);
        }

        Binding = binding;
        return !_hasPrefixes || ResolveAttributes();
    }

    private bool ResolveAttributes()
    {
        for (int i = 0; i < AttributeCount; i++)
        {
            ref XmlAttribute attribute = ref _scratch.Attributes[i];
            if (attribute.PrefixLength == 0 || attribute.IsDeclaration)
            {
                continue;
            }

            if (!TryResolve(attribute.NameStart, attribute.PrefixLength, out attribute.Binding))
            {
                return Fail(XmlError.UnboundPrefix, attribute.NameStart);
            }

            if (IsRepeatedByAnotherPrefix(i))
            {
                return Fail(XmlError.DuplicateAttribute, attribute.NameStart);
            }

            if (IsAttribute(attribute, XmlNames.XmlNamespace, "space"u8)
                && XmlReferences.Decode(Value(attribute)).Trim(' ', '\t', '\r', '\n') is not ("default" or "preserve"))
            {
                return Fail(XmlError.InvalidXmlSpace, attribute.NameStart);
            }
        }

        return true;
    }

    /// <summary>Finds the declaration of a prefix, and marks it as used.</summary>
    /// <param name="start">Where the prefix stands.</param>
    /// <param name="length">Its length; 0 for the default namespace.</param>
    /// <param name="binding">The declaration; -1 for the prefix xml, and for no namespace.</param>
    /// <returns>False when there is none.</returns>
    private readonly bool TryResolve(int start, int length, out int binding)
    {
        binding = length == 0 ? _defaultBinding : FindPrefix(_text.Slice(start, length));
        if (binding < 0)
        {
            return length == 0 || _text.Slice(start, length).SequenceEqual("xml"u8);
        }

        ref NamespaceBinding found = ref _scratch.Bindings[binding];
        found.IsUsed = true;
        binding = found.NameLength == 0 ? -1 : binding;
        return true;
    }

    private readonly int FindPrefix(ReadOnlySpan<byte> prefix)
    {
        int binding = _bindingCount - 1;
        while (binding >= 0 && !Prefix(_scratch.Bindings[binding]).SequenceEqual(prefix))
        {
            binding--;
        }

        return binding;
    }

    /// <summary>Namespaces in XML, 6.3: two prefixes may stand for one namespace.</summary>
    private readonly bool IsRepeatedByAnotherPrefix(int index)
    {
        XmlAttribute attribute = _scratch.Attributes[index];
        foreach (ref readonly XmlAttribute other in Attributes[..index])
        {
            if (attribute.Binding >= 0
                && other.Binding >= 0
                && Local(attribute).SequenceEqual(Local(other))
                && Namespace(_scratch.Bindings[attribute.Binding]).SequenceEqual(Namespace(_scratch.Bindings[other.Binding])))
            {
                return true;
            }
        }

        return false;
    }
}
