namespace Bosh.AspNetCore.Xml;

/// <summary>What the tokenizer takes at most, so that no input makes it keep more than this.</summary>
/// <param name="MaxDepth">How deep elements may be nested.</param>
/// <param name="MaxAttributes">The attributes of one element, namespace declarations included.</param>
/// <param name="MaxNamespaces">
/// The namespace declarations in scope at a place. They are searched one after the other, so this bounds the work per element.
/// </param>
internal readonly record struct XmlLimits(int MaxDepth, int MaxAttributes, int MaxNamespaces = 128)
{
    /// <summary>The bytes of a name. No vocabulary in use comes near; a name is the one thing that is compared byte by byte.</summary>
    public const int MaxNameLength = 1024;

    /// <summary>The bytes of a namespace name: what the move of one element into another stream adds to it is made of them.</summary>
    public const int MaxNamespaceLength = 1024;

    public static readonly XmlLimits Default = new(MaxDepth: 64, MaxAttributes: 64);
}
