namespace Bosh.AspNetCore;

/// <summary>
/// Finds the XMPP servers of a domain, before each connection to one. By default they are what <see cref="BoshDomain"/> says. An app that knows
/// better, from SRV records or a service registry, puts its own in place:
/// <c>services.AddSingleton&lt;IUpstreamResolver, MyResolver&gt;()</c>.
/// </summary>
public interface IUpstreamResolver
{
    /// <summary>Finds the servers. Called for each stream, many times at once: what takes long should be kept for a while.</summary>
    /// <param name="domain">The domain, as the client wrote it in <c>to</c>.</param>
    /// <param name="settings">
    /// What the options, a <c>route</c> that is allowed (<see cref="BoshDomain.AllowRoute"/>) and <see cref="BoshOptions.OnSessionCreating"/> have made of
    /// the domain's settings. Not to be changed.
    /// </param>
    /// <param name="cancellationToken">Cancelled when <see cref="BoshDomain.ConnectTimeout"/> is over, or the session is.</param>
    /// <returns>
    /// The servers, in the order in which they are tried; 20 addresses are tried at most. With none, or when this throws, the client gets
    /// <c>remote-connection-failed</c>, and the log says why.
    /// </returns>
    ValueTask<IReadOnlyList<UpstreamEndPoint>> ResolveAsync(string domain, BoshDomain settings, CancellationToken cancellationToken);
}
