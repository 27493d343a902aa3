namespace Bosh.AspNetCore.Xml;

/// <summary>Where in the grammar of a stream a <see cref="StreamFramer"/> is.</summary>
internal enum FramerState : byte
{
    /// <summary>Outside of markup.</summary>
    Content,

    /// <summary>After a &lt;.</summary>
    Markup,

    /// <summary>In a start tag, outside of quotes.</summary>
    StartTag,

    /// <summary>In an attribute value in double quotes.</summary>
    DoubleQuoted,

    /// <summary>In an attribute value in single quotes.</summary>
    SingleQuoted,

    /// <summary>In an end tag.</summary>
    EndTag,

    /// <summary>After &lt;!, comparing with [CDATA[.</summary>
    CDataOpening,

    /// <summary>In a CDATA section.</summary>
    CData,

    /// <summary>After &lt;?, comparing with xml and a white space: any other name is a processing instruction.</summary>
    DeclarationOpening,

    /// <summary>In the XML declaration.</summary>
    Declaration,
}
