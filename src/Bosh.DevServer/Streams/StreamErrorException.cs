namespace Bosh.DevServer.Streams;

/// <summary>What came over the socket ends the stream with this error (RFC 6120, section 4.9.3).</summary>
internal sealed class StreamErrorException : Exception
{
    public StreamErrorException(string condition)
        : base(condition) => Condition = condition;

    public string Condition { get; }
}
