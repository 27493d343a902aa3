namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>What an answer can tell of a stream besides what its server has sent.</summary>
[Flags]
internal enum Told
{
    Nothing = 0,

    /// <summary>The name that it was given.</summary>
    Name = 1,

    /// <summary>What the server's header says.</summary>
    Header = 2,

    /// <summary>That it has ended, and the session goes on.</summary>
    End = 4,
}
