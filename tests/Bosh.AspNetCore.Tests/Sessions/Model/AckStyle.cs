namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>What a client makes of acknowledgements (XEP-0124, Acknowledgements).</summary>
internal enum AckStyle
{
    /// <summary>It does not know them.</summary>
    None,

    /// <summary>It says <c>ack='0'</c> at the creation, which announces nothing.</summary>
    Zero,

    /// <summary>It announces them, and says what it has.</summary>
    Truthful,

    /// <summary>It announces them, and never sends any, as XMPPHP.</summary>
    Never,

    /// <summary>It announces them, and acknowledges the first answer for ever, as old versions of jBOSH.</summary>
    First,
}
