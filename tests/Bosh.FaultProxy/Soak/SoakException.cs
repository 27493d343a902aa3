namespace Bosh.FaultProxy.Soak;

/// <summary>A connection manager did what it must not.</summary>
internal sealed class SoakException : Exception
{
    public SoakException(string message)
        : base(message)
    {
    }
}
