using System.Text;

namespace Bosh.AspNetCore.Xml;

/// <content>Namespaces in XML 1.0: declarations, what is in scope, and which names are the same.</content>
internal ref partial struct XmlTokenizer
{
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
}
