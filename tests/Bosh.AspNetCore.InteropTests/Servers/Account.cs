namespace Bosh.AspNetCore.InteropTests.Servers;

/// <summary>A user of a domain.</summary>
/// <param name="User">The name.</param>
/// <param name="Password">The password. Servers keep it hashed, and so offer SCRAM beside PLAIN.</param>
internal sealed record Account(string User, string Password);
