namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>A resolver of an app, as a test wants it.</summary>
internal sealed class ScriptedResolver : IUpstreamResolver
{
    private readonly Func<string, BoshDomain, CancellationToken, Task<IReadOnlyList<UpstreamEndPoint>>> _resolve;

    public ScriptedResolver(Func<string, BoshDomain, CancellationToken, Task<IReadOnlyList<UpstreamEndPoint>>> resolve) => _resolve = resolve;

    public ValueTask<IReadOnlyList<UpstreamEndPoint>> ResolveAsync(string domain, BoshDomain settings, CancellationToken cancellationToken)
        => new(_resolve(domain, settings, cancellationToken));
}
