namespace Bosh.AspNetCore.Xml;

/// <summary>What <see cref="XmlTokenizer.Read"/> came to.</summary>
internal enum XmlTokenKind : byte
{
    /// <summary>Nothing has been read yet, or there is nothing more.</summary>
    None,

    /// <summary>A start tag, or the tag of an empty element (then no end tag follows).</summary>
    StartTag,

    /// <summary>An end tag.</summary>
    EndTag,

    /// <summary>Text between tags, references as they stand, or a CDATA section.</summary>
    Text,
}
