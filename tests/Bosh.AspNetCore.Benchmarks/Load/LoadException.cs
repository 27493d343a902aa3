namespace Bosh.AspNetCore.Benchmarks.Load;

/// <summary>What was asked for cannot be done, or a server under test did what it should not.</summary>
internal sealed class LoadException : Exception
{
    public LoadException(string message)
        : base(message)
    {
    }

    public LoadException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
