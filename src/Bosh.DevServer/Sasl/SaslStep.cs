namespace Bosh.DevServer.Sasl;

/// <summary>What a mechanism says to one response of the client.</summary>
internal abstract record SaslStep
{
    private SaslStep()
    {
    }

    /// <summary>The exchange goes on.</summary>
    public sealed record Challenge(byte[] Data) : SaslStep;

    /// <summary>The client is this user. The data, if any, proves the server to the client.</summary>
    public sealed record Success(string User, byte[]? Data = null) : SaslStep;

    /// <summary>The exchange is over, with a condition of RFC 6120, section 6.5.</summary>
    public sealed record Failure(string Condition) : SaslStep;
}
