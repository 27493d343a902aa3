using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Upstream;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>Counts the elements that a session gets, and sees its end.</summary>
internal sealed class ProbedListener : IUpstreamListener
{
    private readonly IUpstreamListener _listener;
    private readonly Action _open;
    private readonly Action _see;
    private readonly Action<int> _settle;
    private readonly Action _close;
    private int _inBatch;

    public ProbedListener(IUpstreamListener listener, Action open, Action see, Action<int> settle, Action close)
    {
        _listener = listener;
        _open = open;
        _see = see;
        _settle = settle;
        _close = close;
    }

    public void OnOpened(StreamHeader header)
    {
        _listener.OnOpened(header);
        _open();
    }

    public void OnElement(scoped in ServerElement element)
    {
        _see();
        _inBatch++;
        _listener.OnElement(element);
    }

    public void OnBatchEnd()
    {
        _listener.OnBatchEnd();
        _settle(_inBatch);
        _inBatch = 0;
    }

    public void OnDrained() => _listener.OnDrained();

    public void OnClosed(UpstreamEnd end)
    {
        _listener.OnClosed(end);
        _close();
    }
}
