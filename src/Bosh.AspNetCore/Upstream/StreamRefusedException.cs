namespace Bosh.AspNetCore.Upstream;

/// <summary>A server with which no stream comes to be, for something that it says or does not say.</summary>
internal sealed class StreamRefusedException : IOException
{
    public StreamRefusedException(UpstreamEnd end, string message)
        : base(message)
    {
        End = end;
    }

    public UpstreamEnd End { get; }
}
