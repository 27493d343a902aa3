namespace Bosh.AspNetCore;

/// <summary>How an XMPP server is told which client a connection is for: the PROXY protocol, as HAProxy has specified it.</summary>
public enum UpstreamProxyProtocol
{
    /// <summary>Not at all: to the server, all clients come from the app's own address.</summary>
    None,

    /// <summary>A line of text (version 1).</summary>
    V1,

    /// <summary>A binary header (version 2).</summary>
    V2,
}
