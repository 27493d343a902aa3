namespace Bosh.AspNetCore.Xml;

/// <summary>The rule that a text breaks. The names are written to the debug log as they stand.</summary>
internal enum XmlError : byte
{
    None,

    /// <summary>The text ends before its root element does.</summary>
    UnexpectedEnd,

    /// <summary>Not UTF-8: overlong forms, surrogates, stray continuation bytes, or a declared encoding that is another one.</summary>
    InvalidUtf8,

    /// <summary>A character outside of the production Char (XML 1.0, 2.2).</summary>
    ForbiddenCharacter,

    /// <summary>A name that is none (XML 1.0, 2.3; Namespaces in XML, 4).</summary>
    InvalidName,

    /// <summary>A start tag, end tag or declaration that does not follow the grammar.</summary>
    MalformedTag,

    /// <summary>An attribute value without quotes, or with a &lt; in it.</summary>
    MalformedAttribute,

    /// <summary>Two attributes of one element have the same name (Namespaces in XML, 6.3).</summary>
    DuplicateAttribute,

    /// <summary>A reference that is neither one of the five predefined entities nor a character reference to a valid character.</summary>
    InvalidReference,

    /// <summary>The end of a CDATA section, in text.</summary>
    CDataEndInText,

    /// <summary>An end tag that does not match its start tag.</summary>
    MismatchedTag,

    /// <summary>A prefix without a declaration in scope.</summary>
    UnboundPrefix,

    /// <summary>A declaration that Namespaces in XML forbids: of xmlns, of another name for xml, of an empty name for a prefix.</summary>
    InvalidNamespaceDeclaration,

    /// <summary>An xml:space that is neither default nor preserve (XML 1.0, 2.10).</summary>
    InvalidXmlSpace,

    /// <summary>A comment, a processing instruction or a document type: well-formed XML, but restricted in BOSH and XMPP.</summary>
    RestrictedXml,

    /// <summary>Text where only elements may stand.</summary>
    TextNotAllowed,

    /// <summary>Anything but white space after the root element.</summary>
    ContentAfterRoot,

    /// <summary>Something else where the header of a stream must stand.</summary>
    HeaderExpected,

    /// <summary>Elements nested too deeply.</summary>
    TooDeep,

    /// <summary>Too many attributes on one element.</summary>
    TooManyAttributes,

    /// <summary>Too many namespace declarations in scope.</summary>
    TooManyNamespaces,

    /// <summary>A name that is too long.</summary>
    NameTooLong,
}
