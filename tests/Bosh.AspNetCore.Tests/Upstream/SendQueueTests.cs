using System.Text;
using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.Tests.Upstream;

public sealed class SendQueueTests
{
    private readonly SendQueue _queue = new(mark: 10, TimeSpan.FromMinutes(1), TimeProvider.System);
    private readonly MemoryStream _sent = new();

    [Fact]
    public async Task Emptiness_can_be_awaited_again()
    {
        _queue.Open(_sent);
        Add("a");
        Task first = _queue.WhenEmptyAsync();
        Assert.False(first.IsCompleted);
        await _queue.WriteAsync();
        await first.WaitAsync(TimeSpan.FromSeconds(20));
        Add("b");
        Task second = _queue.WhenEmptyAsync();
        Assert.False(second.IsCompleted);
        await _queue.WriteAsync();
        await second.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(_queue.WhenEmptyAsync().IsCompleted);
        Assert.Equal("ab", Encoding.UTF8.GetString(_sent.ToArray()));
    }

    private void Add(string text) => _queue.Add(Encoding.UTF8.GetBytes(text));
}
