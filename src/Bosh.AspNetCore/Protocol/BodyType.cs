namespace Bosh.AspNetCore.Protocol;

/// <summary>The <c>type</c> attribute of a request.</summary>
internal enum BodyType : byte
{
    /// <summary>None, or one that means nothing to us: clients may send what they like.</summary>
    None,

    /// <summary><c>terminate</c>; and <c>terminal</c>, which gloox writes for it.</summary>
    Terminate,
}
