namespace Bosh.AspNetCore.Benchmarks.Load.Client;

/// <summary>Makes the sessions of a run.</summary>
internal sealed class SessionFactory
{
    private readonly HttpTarget _target;
    private readonly RunOptions _options;
    private readonly byte[] _head;

    private SessionFactory(HttpTarget target, RunOptions options)
    {
        _target = target;
        _options = options;
        _head = target.HeadFor(options.Url.PathAndQuery);
    }

    public static async Task<SessionFactory> CreateAsync(RunOptions options, CancellationToken cancellationToken)
        => new(await HttpTarget.ResolveAsync(options.Url, cancellationToken), options);

    /// <summary>A session with open connections, that is not begun.</summary>
    public async Task<LoadSession> ConnectAsync(CancellationToken cancellationToken)
    {
        HttpConnection first = await HttpConnection.OpenAsync(_target.EndPoint, cancellationToken);
        try
        {
            HttpConnection second = await HttpConnection.OpenAsync(_target.EndPoint, cancellationToken);
            return _options.IsRelay
                ? new RelayLoadSession(first, second, _target, _options.TextLength)
                : new BoshLoadSession(first, second, _head, _options.Domain, _options.TextLength);
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }
}
