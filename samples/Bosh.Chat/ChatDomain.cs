namespace Bosh.Chat;

/// <summary>A domain that the login form offers.</summary>
/// <param name="Name">The domain.</param>
/// <param name="Embedded">Whether the embedded server serves it: then a name is enough to log in.</param>
/// <param name="Room">The room where all guests of the embedded server meet.</param>
internal sealed record ChatDomain(string Name, bool Embedded, string? Room);
