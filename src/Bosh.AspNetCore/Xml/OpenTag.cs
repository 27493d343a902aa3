namespace Bosh.AspNetCore.Xml;

/// <summary>An element that has begun and not ended.</summary>
internal struct OpenTag
{
    /// <summary>Where its name stands, to be compared with the end tag.</summary>
    public int NameStart;
    public int NameLength;

    /// <summary>See <see cref="XmlNames.Key"/>.</summary>
    public ulong NameKey;

    /// <summary>The namespace declarations in scope around it, to go back to at its end.</summary>
    public int BindingCount;

    /// <summary>Which of them is that of the default namespace; -1 when none is.</summary>
    public int DefaultBinding;
}
