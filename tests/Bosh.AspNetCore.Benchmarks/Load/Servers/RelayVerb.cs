namespace Bosh.AspNetCore.Benchmarks.Load.Servers;

/// <summary>What a bare relay does with a request: the first part of its path, before the number of the client.</summary>
internal enum RelayVerb
{
    /// <summary>Writes the body upstream and answers with what comes back.</summary>
    Echo,

    /// <summary>The same, and the request that is parked is answered with nothing.</summary>
    Turn,

    /// <summary>Waits for the next <see cref="Turn"/>, or the end.</summary>
    Park,

    /// <summary>Answers with what has come, or with what comes next.</summary>
    Poll,

    /// <summary>Writes the body upstream and answers with nothing.</summary>
    Push,

    /// <summary>Closes the connection.</summary>
    End,
}
