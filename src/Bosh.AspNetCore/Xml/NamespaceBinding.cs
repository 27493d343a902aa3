namespace Bosh.AspNetCore.Xml;

/// <summary>A namespace declaration in scope, as offsets into the text that it stands in.</summary>
internal struct NamespaceBinding
{
    public int PrefixStart;

    /// <summary>0 for the default namespace.</summary>
    public int PrefixLength;

    /// <summary>The namespace name between its quotes, as it is written.</summary>
    public int NameStart;
    public int NameLength;

    /// <summary>The namespace name without references, in the rare case that it is written with some.</summary>
    public byte[]? Decoded;

    /// <summary>Whether it stands in the outer text (the stream header) and not in the text that is being read.</summary>
    public bool IsOuter;

    /// <summary>Whether an element or attribute read since the last <see cref="XmlTokenizer.ResetUse"/> has relied on it.</summary>
    public bool IsUsed;
}
