namespace Bosh.AspNetCore.Xml;

/// <summary>What <see cref="StreamFramer.Scan"/> has found.</summary>
internal enum FrameKind : byte
{
    /// <summary>Nothing whole: all bytes are looked at, more are needed.</summary>
    None,

    /// <summary>The XML declaration before the header of a stream.</summary>
    Declaration,

    /// <summary>A start tag at the top level where a stream header may stand: the caller looks at it and says which it is.</summary>
    StartTag,

    /// <summary>A complete element at the top level of the stream.</summary>
    Element,

    /// <summary>The end tag of the stream.</summary>
    StreamEnd,

    /// <summary>Bytes that cannot be part of a stream. Nothing more can be read from it.</summary>
    Error,
}
