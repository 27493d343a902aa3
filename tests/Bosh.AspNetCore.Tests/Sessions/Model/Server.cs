namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>The server of one stream.</summary>
internal sealed class Server
{
    /// <summary>Whether it has sent its header.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whether it has ended its stream with an error: it sends nothing more.</summary>
    public bool HasFailed { get; set; }

    /// <summary>Whether the connection to it is gone.</summary>
    public bool IsGone { get; set; }
}
